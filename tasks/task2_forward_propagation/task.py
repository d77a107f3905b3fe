from grader.task import Function, Limits, Task

TASK = Task(
    number=2,
    slug="forward-propagation",
    title="Forward propagation",
    summary="One sigmoid unit, from reading the points to classifying them, in NumPy.",
    points=22,
    tools=("numpy",),
    functions=(
        Function("read_data", ("path",), parts=("X", "y")),
        Function("sigmoid", ("z",)),
        Function("initialise", ("n_features",), parts=("W", "b")),
        Function("forward_propagation", ("X", "W", "b")),
        Function("classify", ("probabilities",)),
    ),
    limits=Limits(call_seconds=10, total_seconds=120),
    data=("linear.csv", "flower.csv"),
)
