from grader.task import Function, Limits, Task

TASK = Task(
    number=3,
    slug="hidden-layers",
    title="Hidden layers",
    summary="A tanh hidden layer between the inputs and a sigmoid output, in NumPy.",
    points=20,
    tools=("numpy",),
    functions=(
        Function("initialise", ("n_features", "hidden_size"), parts=("W1", "b1", "W2", "b2")),
        Function("hidden_layer", ("inputs", "W", "b")),
        Function("output_layer", ("inputs", "W", "b")),
        Function("forward_propagation", ("X", "W1", "b1", "W2", "b2")),
    ),
    limits=Limits(call_seconds=10, total_seconds=120),
    data=("flower.csv",),
)
