# attack: 51
# task: task3
# expect: passed=false score<=0.01
import sys
BAD = "user\u202egnp.exe \u2066isolate\u2069 \u200bzero \ufeff \u2028line \ud800 surrogate \x00 nul \U000e0041 tag"
sys.stdout.buffer.write(BAD.encode("utf-8", "surrogatepass") + b"\xff\xfe\xc0\x80\n")
def hidden_layer(inputs, W, b): raise ValueError(BAD)
def output_layer(inputs, W, b): raise type("E\u202e\ud800", (Exception,), {})("\ud800" * 3000)
