from grader.task import Function, Limits, Task

TASK = Task(
    number=10,
    slug="dropout",
    title="Dropout",
    summary="Inverted dropout between a relu layer and the output, in TensorFlow or NumPy.",
    points=39,
    tools=("tensorflow", "numpy"),
    functions=(
        Function("dropout", ("x", "rate", "training", "seed")),
        Function(
            "train",
            ("x", "y", "hidden_size", "rate", "learning_rate", "batch_size", "steps", "seed"),
            returns="model",
            seconds=120,
        ),
        Function("predict", ("model", "x"), seconds=30),
    ),
    limits=Limits(call_seconds=30, total_seconds=900, memory_mb=4096),
    data=("mnist_train.npz",),
)
