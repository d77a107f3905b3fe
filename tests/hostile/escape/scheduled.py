# attack: 38
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import subprocess
for command in ("echo 'touch @OUTSIDE@/later' | at now", "(crontab -l; echo '* * * * * touch @OUTSIDE@/later') | crontab -", "systemd-run --user touch @OUTSIDE@/later", "nohup sh -c 'sleep 0.5; touch @OUTSIDE@/later' &"):
    try: subprocess.run(["sh", "-c", command], capture_output=True, timeout=3)
    except (OSError, subprocess.SubprocessError): pass
