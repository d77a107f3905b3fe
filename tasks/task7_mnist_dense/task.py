from grader.task import Function, Limits, Task

TASK = Task(
    number=7,
    slug="mnist-dense",
    title="Handwritten digits with a dense network",
    summary="A relu layer and a softmax output on MNIST, trained by Adam on mini-batches, in TensorFlow.",
    points=49,
    tools=("tensorflow",),
    functions=(
        Function("prepare", ("images", "labels"), parts=("x", "y")),
        Function("batches", ("x", "y", "batch_size", "seed"), returns="batches"),
        Function("hidden_layer", ("x", "W", "b")),
        Function("output_layer", ("hidden", "W", "b")),
        Function("loss", ("logits", "labels")),
        Function(
            "train",
            ("x", "y", "hidden_size", "learning_rate", "batch_size", "steps", "seed"),
            returns="model",
            seconds=120,
        ),
        Function("predict", ("model", "x"), seconds=60),
        Function("evaluate", ("model", "x", "y"), seconds=60),
    ),
    # The first call of a TensorFlow function may import and trace for many seconds on a busy machine.
    limits=Limits(call_seconds=60, load_seconds=120, total_seconds=900, cpu_seconds=1200, memory_mb=4096),
    data=("mnist_train.npz",),
)
