"""What can be measured of partners: a registry that apps above fill, and the metrics of people and papers themselves."""

from tiering.metrics.registry import METRICS, Kind, Metric, Per, Span, Unit, metric

__all__ = ["METRICS", "Kind", "Metric", "Per", "Span", "Unit", "metric"]
