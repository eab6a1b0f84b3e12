import numpy as np
import sklearn
from harness import complete, once, run
from sklearn.cluster import HDBSCAN, KMeans, MiniBatchKMeans
from sklearn.covariance import LedoitWolf
from sklearn.decomposition import PCA
from sklearn.ensemble import HistGradientBoostingRegressor, IsolationForest
from sklearn.ensemble._hist_gradient_boosting.common import PREDICTOR_RECORD_DTYPE
from sklearn.ensemble._hist_gradient_boosting.predictor import TreePredictor
from sklearn.ensemble._iforest import _average_path_length
from sklearn.impute import SimpleImputer
from sklearn.mixture import GaussianMixture
from sklearn.metrics import (
    adjusted_rand_score,
    calinski_harabasz_score,
    davies_bouldin_score,
    pairwise_distances,
    pairwise_distances_argmin_min,
    silhouette_samples,
    silhouette_score,
)


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


def gmm_fit(x, a):
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    k = a["minComponents"]
    model = GaussianMixture(k, tol=a["tolerance"], max_iter=a["maxIterations"], random_state=0).fit(z)
    return np.array([np.nan] * (k - 1) + [model.bic(z)])


@once
def gmm_model(a):
    n, k = len(a["center"]), len(a["weights"])
    model = GaussianMixture(k)
    model.weights_, model.means_ = a["weights"], a["means"].reshape((k, n))
    model.precisions_cholesky_ = a["factors"].reshape((k, n, n)).transpose(0, 2, 1)
    return model


def gmm_score(x, a):
    return np.log(a["spread"]).sum() - gmm_model(a).score_samples((x - a["center"]) / a["spread"])


def gmm_predict(x, a):
    z = (x - a["center"]) / a["spread"]
    return gmm_model(a).predict(z), gmm_model(a).predict_proba(z)


def gmm_parts(x, a):
    model, z = gmm_model(a), (x - a["center"]) / a["spread"]
    labels, out = model.predict(z), np.empty_like(z)
    for c, (mean, factor) in enumerate(zip(model.means_, model.precisions_cholesky_)):
        d = z[labels == c] - mean
        out[labels == c] = d * (d @ factor @ factor.T) / 2
    return out


def tree_of(a, begin, end, template):
    """scikit-learn's own tree of our nodes."""
    count = int((a["counts"][begin:end] > 0).sum())
    state = template.tree_.__getstate__()
    nodes = np.zeros(count, dtype=state["nodes"].dtype)
    part = slice(begin, begin + count)
    leaf = a["left"][part] < 0
    nodes["left_child"], nodes["right_child"] = a["left"][part], a["right"][part]
    nodes["feature"], nodes["threshold"] = np.where(leaf, -2, a["features"][part]), np.where(leaf, -2, a["thresholds"][part])
    nodes["n_node_samples"] = nodes["weighted_n_node_samples"] = a["counts"][part]
    tree = type(template.tree_)(template.n_features_in_, np.array([1]), 1)
    tree.__setstate__({**state, "node_count": count, "nodes": nodes, "values": np.zeros((count, 1, 1)), "max_depth": 64})
    return tree


@once
def forest_model(x, a):
    trees = len(a["roots"])
    forest = IsolationForest(n_estimators=trees, max_samples=int(a["rowsOfTree"])).fit(x)
    ends = [*a["roots"][1:].astype(int), len(a["counts"])]
    for estimator, begin, end in zip(forest.estimators_, a["roots"].astype(int), ends):
        estimator.tree_ = tree_of(a, begin, end, estimator)
    trees = [estimator.tree_ for estimator in forest.estimators_]
    forest._decision_path_lengths = [tree.compute_node_depths() for tree in trees]
    forest._average_path_length_per_tree = [_average_path_length(tree.n_node_samples) for tree in trees]
    return forest


def forest_fit(x, a):
    """Its trees are other ones: all that is equal is how many rows they have."""
    return float(IsolationForest(n_estimators=100, random_state=0).fit(x).max_samples_)


def density_clusters(x, a):
    fitted = HDBSCAN(min_cluster_size=a["minClusterSize"], min_samples=a["minSamples"], copy=True).fit(x)
    return float(fitted.labels_.max() + 1)


def boosting_fit(x, a):
    fitted = HistGradientBoostingRegressor(max_iter=a["trees"], early_stopping=False).fit(x, a["y"])
    return fitted._baseline_prediction


@once
def boosting_model(a):
    """scikit-learn's own predictors of our nodes."""
    ends = [*a["roots"][1:].astype(int), len(a["features"])]
    model = HistGradientBoostingRegressor(max_iter=1, early_stopping=False).fit(np.zeros((40, a["sensors"])), np.arange(40.0))
    model._baseline_prediction = np.array([[a["baseline"][0]]])
    trees = []
    for begin, end in zip(a["roots"].astype(int), ends):
        part = slice(begin, end)
        nodes = np.zeros(end - begin, dtype=PREDICTOR_RECORD_DTYPE)
        nodes["is_leaf"], nodes["value"] = a["left"][part] < 0, a["values"][part]
        nodes["feature_idx"], nodes["num_threshold"] = np.maximum(a["features"][part], 0), a["thresholds"][part]
        nodes["left"], nodes["right"] = np.maximum(a["left"][part], 0), np.maximum(a["right"][part], 0)
        nodes["missing_go_to_left"] = a["missingLeft"][part]
        trees.append([TreePredictor(nodes, np.zeros((0, 8), np.uint32), np.zeros((0, 8), np.uint32))])
    model._predictors = trees
    return model


def kmeans(x, a):
    return KMeans(a["k"], n_init=a["nInit"], tol=a["tolerance"], random_state=0).fit(x).inertia_


KERNELS = {
    "mahalanobisFit": complete(ledoit_wolf),
    "mahalanobisScore": complete(lambda x, a: ledoit_wolf_model(a).mahalanobis(x)),
    "mahalanobisContributions": complete(mahalanobis_parts),
    "gmmFit": complete(gmm_fit),
    "gmmScore": complete(gmm_score),
    "gmmPredict": complete(gmm_predict),
    "gmmContributions": complete(gmm_parts),
    "isolationForestFit": complete(forest_fit),
    "isolationForestScore": complete(lambda x, a: -forest_model(x, a).score_samples(x)),
    "silhouetteScore": complete(lambda x, a: silhouette_score(x, a["labels"])),
    "silhouetteSamples": complete(lambda x, a: silhouette_samples(x, a["labels"])),
    "calinskiHarabasz": complete(lambda x, a: calinski_harabasz_score(x, a["labels"])),
    "daviesBouldin": complete(lambda x, a: davies_bouldin_score(x, a["labels"])),
    "adjustedRandIndex": lambda x, a: adjusted_rand_score(x, a["others"]),
    "hdbscan": complete(density_clusters),
    "gradientBoostingFit": boosting_fit,
    "gradientBoostingPredict": lambda x, a: boosting_model(a).predict(x),
    "miniBatchKMeans": complete(lambda x, a: float(MiniBatchKMeans(a["k"], random_state=0).fit(x).n_iter_ > 0)),
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
