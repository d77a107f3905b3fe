from grader.task import Function, Limits, Task

TASK = Task(
    number=4,
    slug="backpropagation",
    title="Backpropagation",
    summary="The gradient of a network with one hidden layer, derived by hand, and gradient descent, in NumPy.",
    points=45,
    tools=("numpy",),
    functions=(
        Function("cost", ("output", "Y")),
        Function("backward_propagation", ("X", "Y", "W2", "output", "hidden"), parts=("dW1", "db1", "dW2", "db2")),
        Function("update", ("params", "gradients", "learning_rate"), parts=("W1", "b1", "W2", "b2")),
        Function(
            "train",
            ("X", "Y", "hidden_size", "learning_rate", "iterations", "seed"),
            parts=("W1", "b1", "W2", "b2"),
            # A solution with loops over rows and units in Python needs about 10 s on an idle machine.
            seconds=90,
        ),
        Function("predict", ("X", "W1", "b1", "W2", "b2")),
    ),
    limits=Limits(call_seconds=10, total_seconds=600),
    data=("flower.csv",),
)
