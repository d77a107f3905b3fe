from grader.task import Function, Limits, Task

TASK = Task(
    number=8,
    slug="weights-initialisation",
    title="Weights initialisation",
    summary="Zeros, uniform, Gaussian and Xavier weights, and what becomes of a signal in deep tanh layers.",
    points=30,
    tools=("numpy", "tensorflow"),
    functions=(
        Function("zeros", ("shape", "seed")),
        Function("uniform", ("shape", "seed")),
        Function("gaussian", ("shape", "seed", "stddev")),
        Function("xavier", ("shape", "seed")),
        Function("signal", ("initialiser", "layers", "width", "seed")),
    ),
    limits=Limits(call_seconds=30, total_seconds=300, memory_mb=4096),
)
