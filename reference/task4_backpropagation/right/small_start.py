# style: the classic course notebook: randn * 0.01, dictionaries, np.multiply
# calibrate: yes
import numpy as np


def layer_sizes(X, Y):
    return X.shape[1], Y.shape[1]


def initialize_parameters(n_x, n_h, n_y, seed):
    np.random.seed(seed)
    W1 = np.random.randn(n_h, n_x) * 0.01
    b1 = np.zeros((1, n_h))
    W2 = np.random.randn(n_y, n_h) * 0.01
    b2 = np.zeros((1, n_y))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def forward_propagation(X, parameters):
    Z1 = np.dot(X, parameters["W1"].T) + parameters["b1"]
    A1 = np.tanh(Z1)
    Z2 = np.dot(A1, parameters["W2"].T) + parameters["b2"]
    A2 = 1 / (1 + np.exp(-Z2))
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


def cost(output, Y):
    m = Y.shape[0]
    output = np.clip(output, 1e-8, 1 - 1e-8)
    logprobs = np.multiply(np.log(output), Y) + np.multiply(np.log(1 - output), 1 - Y)
    return np.squeeze(-np.sum(logprobs) / m)


def backward_propagation(X, Y, W2, output, hidden):
    m = X.shape[0]
    A1, A2 = hidden, output
    dZ2 = A2 - Y
    dW2 = (1 / m) * np.dot(dZ2.T, A1)
    db2 = (1 / m) * np.sum(dZ2, axis=0, keepdims=True)
    dZ1 = np.multiply(np.dot(dZ2, W2), 1 - np.power(A1, 2))
    dW1 = (1 / m) * np.dot(dZ1.T, X)
    db1 = (1 / m) * np.sum(dZ1, axis=0, keepdims=True)
    return dW1, db1, dW2, db2


def update(params, gradients, learning_rate):
    W1, b1, W2, b2 = params
    dW1, db1, dW2, db2 = gradients
    W1 = W1 - learning_rate * dW1
    b1 = b1 - learning_rate * db1
    W2 = W2 - learning_rate * dW2
    b2 = b2 - learning_rate * db2
    return W1, b1, W2, b2


def train(X, Y, hidden_size, learning_rate, iterations, seed):
    n_x, n_y = layer_sizes(X, Y)
    parameters = initialize_parameters(n_x, hidden_size, n_y, seed)
    for i in range(0, iterations):
        A2, cache = forward_propagation(X, parameters)
        c = cost(A2, Y)
        grads = backward_propagation(X, Y, parameters["W2"], A2, cache["A1"])
        W1, b1, W2, b2 = update(tuple(parameters.values()), grads, learning_rate)
        parameters = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
        if i % 100 == 0:
            print("Cost after iteration %i: %f" % (i, c))
    return parameters["W1"], parameters["b1"], parameters["W2"], parameters["b2"]


def predict(X, W1, b1, W2, b2):
    A2, _ = forward_propagation(X, {"W1": W1, "b1": b1, "W2": W2, "b2": b2})
    return np.round(A2)
