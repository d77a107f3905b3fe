"""A batch on a Dask cluster as it is started by hand: a scheduler and two worker processes, one killed midway."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from typing import ClassVar

import pytest
from test_batch import ROOT, documents, made, settings, stripped

from grader.base.errors import UsageError
from grader.grading.terms import Terms
from grader.instructor.batch import run
from grader.sandbox import choose
from grader.workers import job
from grader.workers.progress import Progress

distributed = pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.skipif(choose().name != "bubblewrap", reason="needs bubblewrap"),
    pytest.mark.filterwarnings("default"),  # of the cluster's own making
]

BATCH = job.BatchTerms(Terms(seed=1), "auto")


@pytest.fixture
def cluster(tmp_path):
    """(address, process ids of two workers), started as docs/scaling.md says; they end with the test."""
    where = tmp_path / "scheduler.json"
    common = ["--scheduler-file", str(where), "--no-dashboard"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_LOGGING__DISTRIBUTED": "critical"}
    started = []

    def start(kind, *more):
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *common, *more]
        started.append(subprocess.Popen(command, env=environment, cwd=tmp_path, stderr=subprocess.DEVNULL))
        return started[-1].pid

    try:
        start("scheduler", "--host", "127.0.0.1", "--port", "0")
        waited(where.exists)
        address = json.loads(where.read_text())["address"]
        local = ["--local-directory", str(tmp_path)]
        workers = [start("worker", "--no-nanny", "--nthreads", "1", "--memory-limit", "0", *local) for _ in range(2)]
        with distributed.Client(address) as client:
            client.wait_for_workers(2, timeout=60)
        yield address, workers
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def waited(condition, seconds=60.0):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.05)


class Killer(Progress):
    """Kills a worker when some submissions are done."""

    def __init__(self, total, pid, at):
        super().__init__(total, open(os.devnull, "w"))  # noqa: SIM115
        self._pid, self._at = pid, at

    def end(self, worker, outcome):
        super().end(worker, outcome)
        if sum(self.counts.values()) == self._at:
            os.kill(self._pid, 9)

    def close(self):
        super().close()
        self._stream.close()


def test_a_worker_that_is_killed_loses_nothing(cluster, tmp_path):
    """The ledger and the reports, pictures too, are those of a batch on this machine alone."""
    address, workers = cluster
    folder = made(tmp_path / "in", copies=2)
    given = settings(folder, tmp_path / "out", scheduler=address, pictures=True)
    began = time.monotonic()
    summary = run.run(given, lambda total: Killer(total, workers[0], 3))
    assert (summary.graded, summary.faults, summary.left) == (10, [], 0)
    assert time.monotonic() - began < 120
    run.run(settings(folder, tmp_path / "local", pictures=True), lambda total: Killer(total, 0, -1))
    local = documents(tmp_path / "local")
    found = documents(tmp_path / "out")
    assert found.keys() == local.keys()
    for name, document in found.items():
        assert stripped(document) == stripped(local[name])
    # Not how many: a picture that needs the student's code is left out where a busy machine is slow to run it.
    drawn = {
        out: {
            path.name: "data:image/svg+xml" in path.read_text(encoding="utf-8") for path in (out / "reports").iterdir()
        }
        for out in (tmp_path / "out", tmp_path / "local")
    }
    assert drawn[tmp_path / "out"] == drawn[tmp_path / "local"] and sum(drawn[tmp_path / "out"].values()) >= 6


def test_nobody_there_is_a_sentence(tmp_path):
    from grader.workers import dask

    began = time.monotonic()
    with pytest.raises(UsageError, match="does not answer"):
        short = dask._ANSWER_SECONDS
        dask._ANSWER_SECONDS = 2
        try:
            dask.Dask("tcp://127.0.0.1:9", BATCH)
        finally:
            dask._ANSWER_SECONDS = short
    assert time.monotonic() - began < 30


def test_all_workers_gone_ends_by_itself(tmp_path, monkeypatch):
    """The scheduler lives, nobody works: it does not wait for ever."""
    from grader.workers import dask

    monkeypatch.setattr(dask, "_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(dask, "_PATIENCE", 0.05)
    nobody = dask.Dask.__new__(dask.Dask)
    import queue

    nobody._done = queue.SimpleQueue()
    nobody._address, nobody._idle = "tcp://x:1", 0.0
    nobody._client = type("Client", (), {"nthreads": lambda self: {}})()
    with pytest.raises(UsageError, match="has had no workers"):
        for _ in range(10):
            assert nobody._next() is None


def test_workers_that_come_after_the_client_get_their_share(monkeypatch, tmp_path):
    """On SLURM and Kubernetes the client is often there first."""
    import queue

    from grader.task import catalog
    from grader.workers import dask

    class Future:
        status = "finished"

        def result(self):
            return {"status": "graded", "passed": True}

    class Client:
        workers: ClassVar = {}
        futures: ClassVar = []

        def nthreads(self):
            return self.workers

    most = []

    class Watched(Progress):
        def end(self, worker, outcome):
            most.append(len(self._current))
            super().end(worker, outcome)

    monkeypatch.setattr(dask, "_LOOK_SECONDS", 0.0)
    alone = dask.Dask.__new__(dask.Dask)
    alone._client, alone._address, alone._done = Client(), "tcp://x:1", queue.SimpleQueue()
    alone._idle, alone._known_threads, alone._look_again, alone._terms = 0.0, 0, 0.0, BATCH.terms

    def submit(job):
        future = Future()
        alone._done.put(future)
        return future

    monkeypatch.setattr(alone, "_submit", submit)
    (tmp_path / "task3.py").write_text("x = 1\n")
    task = catalog.find("task3")
    jobs = [job.Job(tmp_path / "task3.py", task, str(n), str(n), str(n), str(n)) for n in range(20)]
    with open(os.devnull, "w") as stream:
        progress = Watched(20, stream)
        for done, _ in enumerate(alone.results(jobs, threading.Event(), progress)):
            if done == 4:
                Client.workers = {"tcp://a:1": 2, "tcp://b:1": 1}
        progress.close()
    assert most[:5] == [1] * 5 and max(most) == 6 and len(most) == 20


def test_a_lost_connection_is_not_a_fault_of_the_submission(monkeypatch):
    from grader.workers import dask

    lost = dask.Dask.__new__(dask.Dask)
    lost._address = "tcp://x:1"
    with pytest.raises(UsageError, match="was lost"):
        lost._document(type("Future", (), {"status": "cancelled"})(), None)


def test_another_version_on_the_workers_is_refused(monkeypatch):
    from grader.workers import dask

    closed = threading.Event()

    class Client:
        def __init__(self, *a, **k):
            pass

        def run(self, function):
            return {"tcp://a:1": "0.0.1"}

        def close(self, **k):
            closed.set()

    monkeypatch.setattr(distributed, "Client", Client)
    with pytest.raises(UsageError, match=r"other versions than this grader's .*: 0\.0\.1 on tcp://a:1"):
        dask.Dask("tcp://x:1", BATCH)
    assert closed.is_set()
