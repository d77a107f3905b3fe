"""What every test takes for granted."""

import signal

# A shell that starts pytest in the background has it ignore Ctrl-C, and so would every process that
# the tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
