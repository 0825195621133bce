"""Lays the stubs and plug-ins of Debian's `nsis-common` into an NSIS of the same version, whose own package has none of
64 bits: `stubs.py nsis-common.deb FOLDER`. Nothing here judges the package: its caller holds it against a digest."""

import io
import pathlib
import sys
import tarfile

WITHIN = pathlib.PurePosixPath("usr/share/nsis")

package = pathlib.Path(sys.argv[1]).read_bytes()
# The head of a member of an `ar` archive has 60 bytes: its name first, its size as ten digits after 48.
head = package.index(b"data.tar.xz")
size = int(package[head + 48 : head + 58])
data = io.BytesIO(package[head + 60 : head + 60 + size])
with tarfile.open(fileobj=data) as archive:
    for member in archive:
        path = pathlib.PurePosixPath(member.name)
        if not member.isfile() or not path.is_relative_to(WITHIN):
            continue
        within = path.relative_to(WITHIN)
        if within.parts[0] in ("Stubs", "Plugins"):
            place = pathlib.Path(sys.argv[2], within)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(archive.extractfile(member).read())
            print(place)
