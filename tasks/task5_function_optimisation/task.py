from grader.task import Function, Limits, Task

TASK = Task(
    number=5,
    slug="function-optimisation",
    title="Function optimisation",
    summary="The minimum of a parabola by TensorFlow's gradients and gradient descent.",
    points=20,
    tools=("tensorflow",),
    functions=(
        Function("loss", ("x",)),
        Function("minimise", ("x0", "learning_rate", "steps"), parts=("x", "y")),
        Function("trace", ("x0", "learning_rate", "steps")),
    ),
    limits=Limits(call_seconds=20, load_seconds=90, total_seconds=300, memory_mb=4096),
)
