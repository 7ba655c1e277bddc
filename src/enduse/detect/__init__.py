"""Questions to the tables, one SQL file each, answered as findings."""

from enduse.detect.detector import Detector, Parameter, detector, detectors
from enduse.detect.findings import catalogue, coverage, detect
from enduse.detect.lens import lay_out

__all__ = ["Detector", "Parameter", "catalogue", "coverage", "detect", "detector", "detectors", "lay_out"]
