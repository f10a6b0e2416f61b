"""What `import leadtools` costs beyond Python's own start.

Run: python -m benchmarks.start
"""

import statistics
import subprocess
import sys
import time

RUNS = 15


def seconds(code: str) -> float:
    """Return how long a fresh Python takes for this code."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - begun


def main() -> None:
    pairs = [(seconds("import leadtools"), seconds("pass")) for _ in range(RUNS)]
    beyond = statistics.median(ours - bare for ours, bare in pairs)
    bare = statistics.median(bare for _, bare in pairs)
    print(f"| | seconds (median of {RUNS}) |\n|---|---|\n| Python's own start | {bare:.3f} |")
    print(f"| `import leadtools` beyond it | {beyond:.3f} |")


if __name__ == "__main__":
    main()
