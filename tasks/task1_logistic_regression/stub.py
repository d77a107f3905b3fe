"""Task 1: logistic regression

Logistic regression draws a line (with more features a plane) between two classes: it weighs the features, adds a bias
and reads the sigmoid of the sum as the probability of class 1:

    p = 1 / (1 + e^-(w1·x1 + w2·x2 + b)),    class 1 where p > 0.5

You train one with scikit-learn, on two sets of 400 points: data/linear.csv, which a line separates, and
data/flower.csv, whose classes are interleaved petals (both with the header x1,x2,label).

Look at the accuracy on points that the model has not seen. On the first set it should be close to 1. On the second it
will not: no line separates petals. The honest figure, however low, is the right one; hidden layers come in task 3.
"""


def read_data(path):
    """Read a CSV file with the header x1,x2,label.

    Arguments:
        path: the path of the file, a string.

    Returns:
        X (n, 2), floats: x1 and x2, one row a point, in the order of the file.
        y (n,), 0 or 1: the labels.
    """
    raise NotImplementedError


def split(X, y, test_size, seed):
    """Split the rows at random into a part for training and a part for testing.

    Each row goes into one part, once, together with its label. The same seed gives the same split, another seed
    another one.

    Arguments:
        X: (n, 2).
        y: (n,).
        test_size: the share of the rows that go into the test set, a fraction between 0 and 1.
        seed: an int.

    Returns:
        X_train, X_test, y_train, y_test, in this order.
    """
    raise NotImplementedError


def train(X_train, y_train):
    """Fit a model.

    Arguments:
        X_train: (n, 2).
        y_train: (n,), 0 or 1.

    Returns:
        The fitted model, in any form that predict understands.
    """
    raise NotImplementedError


def predict(model, X):
    """The classes that the model gives to some points.

    Arguments:
        model: what train returned.
        X: (n, 2).

    Returns:
        0 or 1 for each row, (n,).
    """
    raise NotImplementedError


def evaluate(model, X, y):
    """The accuracy of predict on exactly these rows.

    Arguments:
        model: what train returned.
        X: (n, 2).
        y: (n,), the right labels of these rows.

    Returns:
        The share of rows for which predict says what y says, a number between 0 and 1.
    """
    raise NotImplementedError
