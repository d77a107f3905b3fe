# style: top-level code that trains and prints, constants of the file as defaults, tensors through loops, model as a string key
import tensorflow as tf

HIDDEN, RATE, BATCH, STEPS, SEED = 32, 0.01, 32, 5, 1
store = {}


def prepare(images, labels):
    pixels = tf.constant(images)
    pixels = tf.image.convert_image_dtype(pixels, tf.float32)
    hot = tf.stack([tf.one_hot(int(label), 10) for label in labels])
    return tf.keras.layers.Flatten()(pixels), hot


def batches(x, y, batch_size=BATCH, seed=SEED):
    import random

    numbers = random.Random(seed).sample(range(len(x)), k=len(x))
    xs, ys = [], []
    for number in numbers:
        xs.append(x[number])
        ys.append(y[number])
        if len(xs) == batch_size:
            yield xs, ys
            xs, ys = [], []
    if xs:
        yield xs, ys


def hidden_layer(x, W, b):
    z = tf.add(tf.matmul(x, W), b)
    return tf.where(z > 0, z, tf.zeros_like(z))


def output_layer(hidden, W, b):
    return tf.add(tf.matmul(hidden, W), b)


def loss(logits, labels):
    z = tf.convert_to_tensor(logits)
    z = z - tf.reduce_max(z, axis=1, keepdims=True)
    log_p = z - tf.math.log(tf.reduce_sum(tf.exp(z), axis=1, keepdims=True))
    return -tf.reduce_sum(log_p * labels) / len(logits)


def train(x, y, hidden_size=HIDDEN, learning_rate=RATE, batch_size=BATCH, steps=STEPS, seed=SEED):
    tf.random.set_seed(seed)
    bound = (6 / (784 + hidden_size)) ** 0.5
    params = {
        "W1": tf.Variable(tf.random.uniform((784, hidden_size), -bound, bound)),
        "b1": tf.Variable(tf.zeros((hidden_size,))),
        "W2": tf.Variable(tf.random.uniform((hidden_size, 10), -0.2, 0.2)),
        "b2": tf.Variable(tf.zeros((10,))),
    }
    adam = tf.compat.v1.train.AdamOptimizer(learning_rate)
    x, y = tf.constant(x), tf.constant(y)
    for number in range(steps):
        first = number * batch_size % max(len(x) - batch_size + 1, 1)
        x_batch, y_batch = x[first : first + batch_size], y[first : first + batch_size]
        adam.minimize(lambda: loss(scores(params, x_batch), y_batch), var_list=list(params.values()))
    key = f"net-{len(store)}"
    store[key] = params
    return key


def scores(params, x):
    return output_layer(hidden_layer(x, params["W1"], params["b1"]), params["W2"], params["b2"])


def predict(model, x):
    return tf.nn.softmax(scores(store[model], x), axis=-1).numpy().tolist()


def evaluate(model, x, y):
    return tf.reduce_mean(tf.keras.metrics.categorical_accuracy(y, tf.constant(predict(model, x))))


images = tf.random.uniform((40, 28, 28), maxval=256, dtype=tf.int32, seed=1).numpy().astype("uint8")
demo_x, demo_y = prepare(images, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] * 4)
demo = train(demo_x, demo_y)
print("accuracy on noise:", float(evaluate(demo, demo_x, demo_y)))
