import numpy as np
import sklearn
from harness import complete, once, run
from sklearn.cluster import KMeans
from sklearn.covariance import LedoitWolf
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.metrics import pairwise_distances, pairwise_distances_argmin_min


def pca_fit(x, a):
    model = PCA().fit(x)
    return model.mean_, model.components_.T, model.explained_variance_


@once
def fitted(a):
    """The given model as scikit-learn's own."""
    n, kept = len(a["center"]), a["kept"]
    model = PCA(n_components=kept)
    model.mean_, model.components_ = a["center"], np.ascontiguousarray(a["vectors"].reshape((n, n), order="F")[:, :kept].T)
    model.explained_variance_ = a["eigenvalues"][:kept] if "eigenvalues" in a else np.ones(kept)
    model.n_features_in_ = n
    return model


def pca_score(x, a):
    model = fitted(a)
    scores = model.transform(x)
    return ((x - model.inverse_transform(scores)) ** 2).sum(1), (scores**2 / model.explained_variance_).sum(1)


def reconstruct(x, a):
    return fitted(a).inverse_transform(fitted(a).transform(x))


def ledoit_wolf(x, a):
    model = LedoitWolf().fit(x)
    return model.location_, model.precision_, model.shrinkage_


@once
def ledoit_wolf_model(a):
    n = len(a["center"])
    model = LedoitWolf()
    model.location_, model.precision_ = a["center"], a["precision"].reshape((n, n))
    return model


def mahalanobis_parts(x, a):
    model = ledoit_wolf_model(a)
    d = x - model.location_
    return d * (d @ model.precision_)


def kmeans(x, a):
    return KMeans(a["k"], n_init=a["nInit"], tol=a["tolerance"], random_state=0).fit(x).inertia_


KERNELS = {
    "mahalanobisFit": complete(ledoit_wolf),
    "mahalanobisScore": complete(lambda x, a: ledoit_wolf_model(a).mahalanobis(x)),
    "mahalanobisContributions": complete(mahalanobis_parts),
    "kmeans": complete(kmeans),
    "kmeansPredict": complete(lambda x, a: pairwise_distances_argmin_min(x, a["centers"])),
    "imputeMedian": lambda x, a: SimpleImputer(strategy="median").fit_transform(x),
    "pairwiseDistances": lambda x, a: pairwise_distances(x, a["y"]),
    "argminDistances": lambda x, a: pairwise_distances_argmin_min(x, a["y"]),
    "pcaFit": complete(pca_fit),
    "pcaScore": complete(pca_score),
    "pcaReconstruct": complete(reconstruct),
}
run("sklearn", sklearn.__version__, lambda x: x, KERNELS)
