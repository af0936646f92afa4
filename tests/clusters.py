"""Dask clusters on this machine: a scheduler with worker processes of one thread each, at ports that are free."""

from distributed import LocalCluster


def local_cluster(workers: int) -> LocalCluster:
    """A scheduler with so many workers; a task that takes a worker with it is not tried again."""
    return LocalCluster(
        n_workers=workers,
        processes=True,
        threads_per_worker=1,
        host="127.0.0.1",
        scheduler_port=0,
        dashboard_address="127.0.0.1:0",
        scheduler_kwargs={"allowed_failures": 0},
    )
