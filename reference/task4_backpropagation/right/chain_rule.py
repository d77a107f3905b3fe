# style: the chain rule in full, every factor by its own name
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def cost(output, Y):
    epsilon = 1e-7
    output = np.clip(output, epsilon, 1 - epsilon)
    m = len(Y)
    total = Y.T.dot(np.log(output)) + (1 - Y).T.dot(np.log(1 - output))
    return -total.item() / m


def backward_propagation(X, Y, W2, output, hidden):
    m = Y.shape[0]
    d_cost_d_output = (-Y / output + (1 - Y) / (1 - output)) / m
    d_output_d_z2 = output * (1 - output)
    d_cost_d_z2 = d_cost_d_output * d_output_d_z2
    dW2 = np.dot(hidden.T, d_cost_d_z2).T
    db2 = np.sum(d_cost_d_z2).reshape(1, 1)
    d_cost_d_hidden = np.dot(d_cost_d_z2, W2)
    d_hidden_d_z1 = 1 - hidden ** 2
    d_cost_d_z1 = d_cost_d_hidden * d_hidden_d_z1
    dW1 = np.dot(X.T, d_cost_d_z1).T
    db1 = np.sum(d_cost_d_z1, axis=0).reshape(1, -1)
    return dW1, db1, dW2, db2


def update(params, gradients, learning_rate):
    new = []
    for i in range(4):
        p = params[i].copy()
        p -= learning_rate * gradients[i]
        new.append(p)
    return new


def train(X, Y, hidden_size, learning_rate, iterations, seed):
    rng = np.random.default_rng(seed)
    W1 = rng.standard_normal((hidden_size, X.shape[1])) / np.sqrt(X.shape[1])
    b1 = np.zeros([1, hidden_size])
    W2 = rng.standard_normal((1, hidden_size)) / np.sqrt(hidden_size)
    b2 = np.zeros([1, 1])
    for i in range(iterations):
        hidden = np.tanh(np.dot(X, W1.T) + b1)
        output = sigmoid(np.dot(hidden, W2.T) + b2)
        dW1, db1, dW2, db2 = backward_propagation(X, Y, W2, output, hidden)
        W1, b1, W2, b2 = update([W1, b1, W2, b2], [dW1, db1, dW2, db2], learning_rate)
    return [W1, b1, W2, b2]


def predict(X, W1, b1, W2, b2):
    hidden = np.tanh(np.dot(X, W1.T) + b1)
    output = sigmoid(np.dot(hidden, W2.T) + b2)
    predictions = np.zeros(output.shape)
    predictions[output > 0.5] = 1
    return predictions
