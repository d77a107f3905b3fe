from grader.task import Function, Limits, Task

TASK = Task(
    number=6,
    slug="deep-network-training",
    title="Deep network training",
    summary="A tanh layer and a logit in TensorFlow, trained by full-batch gradient descent on the flower.",
    points=43,
    tools=("tensorflow",),
    functions=(
        Function("hidden_layer", ("x", "W", "b")),
        Function("output_layer", ("hidden", "W", "b")),
        Function("loss", ("logits", "labels")),
        Function(
            "train",
            ("X", "Y", "hidden_size", "learning_rate", "steps", "seed"),
            returns="model",
            seconds=60,
        ),
        Function("predict", ("model", "X"), seconds=30),
        Function("accuracy", ("probabilities", "labels")),
    ),
    limits=Limits(call_seconds=20, total_seconds=600, memory_mb=4096),
    data=("flower.csv",),
)
