# style: pandas for a history of the cost, verbose, matplotlib at the top level
# calibrate: yes
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-np.clip(z, -500, 500)))


def cost(output, Y):
    frame = pd.DataFrame({"p": np.ravel(output), "y": np.ravel(Y)})
    frame["p"] = frame["p"].clip(1e-9, 1 - 1e-9)
    frame["loss"] = -(frame.y * np.log(frame.p) + (1 - frame.y) * np.log(1 - frame.p))
    return frame["loss"].mean()


def backward_propagation(X, Y, W2, output, hidden):
    m = X.shape[0]
    delta2 = output - Y
    delta1 = (delta2 @ W2) * (1 - hidden**2)
    return (
        pd.DataFrame(delta1.T @ X / m),
        np.atleast_2d(delta1.mean(axis=0)),
        delta2.T @ hidden / m,
        np.atleast_2d(delta2.mean()),
    )


def update(params, gradients, learning_rate):
    return tuple(np.asarray(p) - learning_rate * np.asarray(g) for p, g in zip(params, gradients))


def train(X, Y, hidden_size, learning_rate, iterations, seed):
    rng = np.random.default_rng(seed)
    params = (
        rng.uniform(size=(hidden_size, X.shape[1])) - 0.5,
        np.full((1, hidden_size), 0.01),
        rng.uniform(size=(1, hidden_size)) - 0.5,
        np.full((1, 1), 0.01),
    )
    history = []
    for iteration in range(iterations):
        W1, b1, W2, b2 = params
        hidden = np.tanh(X @ W1.T + b1)
        output = sigmoid(hidden @ W2.T + b2)
        gradients = backward_propagation(X, Y, W2, output, hidden)
        params = update(params, gradients, learning_rate)
        if iteration % 100 == 0:
            history.append({"iteration": iteration, "cost": cost(output, Y)})
            print(f"{iteration:5d}  {history[-1]['cost']:.4f}")
    return params


def predict(X, W1, b1, W2, b2):
    output = sigmoid(np.tanh(X @ W1.T + b1) @ W2.T + b2)
    return pd.DataFrame((output > 0.5).astype(int))


data = pd.read_csv("data/flower.csv")
X, Y = data[["x1", "x2"]].to_numpy(), data[["label"]].to_numpy()
weights = train(X, Y, 4, 1.2, 50, 1)
print("accuracy", float((predict(X, *weights) == Y).mean().iloc[0]))
plt.scatter(X[:, 0], X[:, 1], c=Y[:, 0])
plt.savefig("flower.png")
