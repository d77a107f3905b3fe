"""A batch on a Dask cluster of two worker processes on this machine, one of which is killed midway."""

from __future__ import annotations

import os
import threading
import time
import warnings

import pytest
from test_batch import documents, made, settings, stripped

from grader import batch
from grader.errors import UsageError
from grader.progress import Progress
from grader.sandbox import choose

distributed = pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.skipif(choose().name != "bubblewrap", reason="needs bubblewrap"),
    pytest.mark.filterwarnings("default"),  # of the cluster's own making
]


@pytest.fixture
def cluster():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
        ) as found:
            yield found


class Killer(Progress):
    """Kills a worker when some submissions are done."""

    def __init__(self, total, pids, at):
        super().__init__(total, open(os.devnull, "w"))  # noqa: SIM115
        self._pids, self._at = pids, at

    def end(self, worker, outcome):
        super().end(worker, outcome)
        if sum(self.counts.values()) == self._at:
            os.kill(self._pids[0], 9)

    def close(self):
        super().close()
        self._stream.close()


def pids(cluster):
    return [worker.pid for worker in cluster.workers.values()]


def test_a_worker_that_is_killed_loses_nothing(cluster, tmp_path):
    folder = made(tmp_path / "in", copies=2)
    given = settings(folder, tmp_path / "out", scheduler=cluster.scheduler_address)
    victims = pids(cluster)
    began = time.monotonic()
    summary = batch.run(given, lambda total: Killer(total, victims, 3))
    assert (summary.graded, summary.faults, summary.left) == (10, [], 0)
    assert time.monotonic() - began < 120
    batch.run(settings(folder, tmp_path / "local"), lambda total: Killer(total, [], -1))
    local = documents(tmp_path / "local")
    found = documents(tmp_path / "out")
    assert found.keys() == local.keys()
    for name, document in found.items():
        assert stripped(document) == stripped(local[name])


def test_nobody_there_is_a_sentence(tmp_path):
    from grader.cluster import Dask

    began = time.monotonic()
    with pytest.raises(UsageError, match="does not answer"):
        import grader.cluster

        short = grader.cluster._ANSWER_SECONDS
        grader.cluster._ANSWER_SECONDS = 2
        try:
            Dask("tcp://127.0.0.1:9", 1, None, "auto", True)
        finally:
            grader.cluster._ANSWER_SECONDS = short
    assert time.monotonic() - began < 30


def test_all_workers_gone_ends_by_itself(tmp_path, monkeypatch):
    """The scheduler lives, nobody works: it does not wait for ever."""
    from grader import cluster

    monkeypatch.setattr(cluster, "_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(cluster, "_PATIENCE", 0.05)
    nobody = cluster.Dask.__new__(cluster.Dask)
    import queue

    nobody._done = queue.SimpleQueue()
    nobody._address = "tcp://x:1"
    nobody._client = type("Client", (), {"nthreads": lambda self: {}})()
    with pytest.raises(UsageError, match="has had no workers"):
        nobody._next()


def test_a_lost_connection_is_not_a_fault_of_the_submission(monkeypatch):
    from grader import cluster

    lost = cluster.Dask.__new__(cluster.Dask)
    lost._address = "tcp://x:1"
    with pytest.raises(UsageError, match="was lost"):
        lost._document(type("Future", (), {"status": "cancelled"})(), None)


def test_another_version_on_the_workers_is_refused(monkeypatch):
    from grader import cluster

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
        cluster.Dask("tcp://x:1", 1, None, "auto", True)
    assert closed.is_set()
