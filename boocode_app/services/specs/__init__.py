"""OpenSpec trees: read, judged, mended, archived.

Every command works on a `Snapshot` (an openspec/ folder held in memory): reading it, judging it and
planning its mend are pure; only `snapshot.read`, `transaction` and `service` touch the disk.
"""
