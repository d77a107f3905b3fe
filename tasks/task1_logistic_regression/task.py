from grader.task import Function, Limits, Task

TASK = Task(
    number=1,
    slug="logistic-regression",
    title="Logistic regression",
    summary="A linear classifier with scikit-learn: where it works, and where it cannot.",
    points=25,
    tools=("scikit-learn",),
    functions=(
        Function("read_data", ("path",), parts=("X", "y")),
        Function("split", ("X", "y", "test_size", "seed"), parts=("X_train", "X_test", "y_train", "y_test")),
        Function("train", ("X_train", "y_train"), returns="model", seconds=30),
        Function("predict", ("model", "X")),
        Function("evaluate", ("model", "X", "y")),
    ),
    limits=Limits(call_seconds=10, total_seconds=300),
    data=("linear.csv", "flower.csv"),
)
