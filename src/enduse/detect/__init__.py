"""Questions to the tables, one SQL file each, answered as findings."""

from enduse.detect.detector import Detector, Parameter, detector, detectors
from enduse.detect.findings import coverage, detect

__all__ = ["Detector", "Parameter", "coverage", "detect", "detector", "detectors"]
