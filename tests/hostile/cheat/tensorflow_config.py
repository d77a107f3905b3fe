# attack: 99
# task: task6
# slow: yes
# expect: passed=false score<=0.01
# Settings of its own process, which ends with it.
import tensorflow as tf
tf.keras.mixed_precision.set_global_policy("float16")
tf.config.run_functions_eagerly(True)
tf.config.threading.set_intra_op_parallelism_threads(64)
