from grader.task import Function, Limits, Task

TASK = Task(
    number=9,
    slug="mnist-cnn",
    title="Handwritten digits with a convolutional network",
    summary="Convolution, pooling and a dense layer on MNIST, trained by Adam on mini-batches, in TensorFlow.",
    points=46,
    tools=("tensorflow",),
    functions=(
        Function("to_images", ("x",)),
        Function("conv_layer", ("x", "W", "b")),
        Function("max_pool", ("x",)),
        Function("flatten", ("x",)),
        Function(
            "train",
            ("x", "y", "filters", "hidden_size", "learning_rate", "batch_size", "steps", "seed"),
            returns="model",
            seconds=180,
        ),
        Function("predict", ("model", "x"), seconds=60),
        Function("evaluate", ("model", "x", "y"), seconds=60),
    ),
    # The first call of a TensorFlow function may import and trace for many seconds on a busy machine.
    limits=Limits(call_seconds=60, load_seconds=120, total_seconds=1200, cpu_seconds=1800, memory_mb=4096),
    data=("mnist_train.npz",),
)
