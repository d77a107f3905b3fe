# attack: -
# task: task3
# name: Lösung – task3 ✓.py
# expect: passed=true score>=1
@SOLUTION@
σ = output_layer
ΔW = "ein Kommentar: ∂L/∂W"; print(ΔW, "日本語 🎉")
