"""Errors that come of how a file is graded: alone, with a few packages, and with nobody at the keyboard."""

from __future__ import annotations

import re
import sys
from difflib import get_close_matches

from grader.base.language import say

_MODULE = re.compile(r"No module named '([\w.]+)'")

# Packages that a student may import and that need not be installed here, by the name in an import.
_PACKAGES = frozenset(
    """
    IPython PIL altair bokeh boto3 bs4 cachetools catboost colorama cupy cv2 cython dask datasets dateutil django dotenv
    einops fastai fastapi flask gensim geopandas graphviz gym gymnasium h5py holoviews httpx huggingface_hub imageio
    imblearn ipykernel ipywidgets jax jaxlib joblib jsonschema keras keras_tuner kagglehub kaggle kornia lightgbm lightning
    lxml marimo matplotlib mlflow mne mpl_toolkits mxnet mypy nbformat networkx nltk nose notebook numba numexpr numpy onnx
    openai opencv openpyxl optax optuna orjson pandas papermill patsy peft pingouin pipeline plotly polars prettytable psutil
    psycopg2 pyarrow pycuda pydantic pydot pydotplus pygame pylab pymc pypdf pyspark pytest pytorch_lightning pytz ray
    requests rich ruff scikeras scipy seaborn selenium sentencepiece shap skimage sklearn skorch spacy sqlalchemy statsmodels
    streamlit sympy tables tabulate tensorboard tensorboardX tensorflow tensorflow_addons tensorflow_datasets
    tensorflow_hub tensorflow_probability tf_keras tflearn theano tiktoken timm tokenizers toml torch torchaudio torchinfo
    torchmetrics torchsummary torchtext torchvision tqdm transformers ujson umap wandb wget wordcloud xarray xgboost xlrd
    yaml yellowbrick zmq asynctest distutils imp google
    """.split()  # noqa: SIM905
)


_OURS = ("matplotlib", "numpy", "pandas", "scipy", "sklearn", "tensorflow")  # what the exercises need


def advice(text: str) -> str:
    """What to do about an error that comes of how files are graded; empty for any other."""
    if found := _MODULE.search(text):
        return _of_module(found[1])
    if "attempted relative import" in text:
        return say("A submission is one file: it has no files beside it. Put what you need of them into your file.")
    if "EOF when reading a line" in text:
        return say("Nobody answers input() here. Write the value into your code.")
    return ""


def _of_module(module: str) -> str:
    if "." in module or module in _OURS:  # a part that a package does not have, or an installation of ours
        return ""
    if module in sys.stdlib_module_names or module in _PACKAGES:
        return say("{module} is not installed here; no exercise needs it.", module=module)
    if meant := get_close_matches(module, [*_OURS, *_PACKAGES], 1, 0.85):
        return say("There is no package {module}. Did you mean {other}?", module=module, other=meant[0])
    return say(
        "A submission is one file: {module}.py is not graded with it. Put what you need of it into your file.",
        module=module,
    )
