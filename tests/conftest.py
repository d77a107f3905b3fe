"""What every test takes for granted."""

import os
import signal

from hypothesis import HealthCheck, settings

# A shell that starts pytest in the background has it ignore Ctrl-C, and so would every process that
# the tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Most tests pin English sentences, on a developer's machine in any language.
os.environ["GRADER_LANGUAGE"] = "en"

# No verdict by the clock of a busy machine. CI asks the same examples each time, so that a change is
# judged by itself; a developer's run looks for new ones.
settings.register_profile(
    "grader", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=bool(os.environ.get("CI"))
)
settings.load_profile("grader")
