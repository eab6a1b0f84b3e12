"""First-fit allocator over program memory; holes are kept sorted and merged (the same plan as the TypeScript host's)."""

import bisect

ALIGNMENT = 64
PAGE = 65_536
LIMIT_BYTES = 65_536 * PAGE


def _rounded(length_bytes):
    return max(ALIGNMENT, -(-length_bytes // ALIGNMENT) * ALIGNMENT)


class Arena:
    """Byte addresses in [`begin`, `end`) of a memory that `grow(pages)` makes longer."""

    def __init__(self, begin, end, grow):
        self._holes = [[_rounded(begin), end]]
        self.end = end
        self._grow = grow
        self.used_bytes = 0

    def allocate(self, length_bytes):
        size = _rounded(length_bytes)
        hole = next((h for h in self._holes if h[1] - h[0] >= size), None) or self._extend(size)
        begin = hole[0]
        hole[0] += size
        if hole[0] == hole[1]:
            self._holes.remove(hole)
        self.used_bytes += size
        return begin

    def free(self, begin, length_bytes):
        size = _rounded(length_bytes)
        at = bisect.bisect(self._holes, [begin, 0])
        self._holes.insert(at, [begin, begin + size])
        self._merge(at)
        self._merge(at - 1)
        self.used_bytes -= size

    def _merge(self, at):
        if 0 <= at < len(self._holes) - 1 and self._holes[at][1] == self._holes[at + 1][0]:
            self._holes[at][1] = self._holes.pop(at + 1)[1]

    def _extend(self, size):
        tail = self._holes[-1] if self._holes and self._holes[-1][1] == self.end else [self.end, self.end]
        needed = -(-(size - (tail[1] - tail[0])) // PAGE)
        pages = min(max(needed, self.end // PAGE // 4), (LIMIT_BYTES - self.end) // PAGE)
        if pages < needed:
            free = LIMIT_BYTES - self.used_bytes
            raise MemoryError(
                f"{size / 2**20:.0f} MiB do not fit into program memory: {self.used_bytes / 2**20:.0f} of 4096 MiB are in use, "
                f"so at most {free // 8:,} numbers fit; work in blocks of columns"
            )
        self._grow(pages)
        self.end += pages * PAGE
        if tail[0] == tail[1]:
            self._holes.append(tail)
        tail[1] = self.end
        return tail
