"""Read a file with MPXJ and print it as MSPDI or XER: `python -m linkspan.engines.interchange.mpxj_worker FILE [MB]`.

Runs alone in its own process, with a Java machine of limited memory inside, so that a damaged or hostile file costs
that process only. The first line of the output is `mpxj VERSION TYPE FORM`, then come the bytes of the form. Exit
codes are those of `Exit`. Needs the extra `mpp` (mpxj, JPype1) and a Java runtime 17 or later.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import IO, Any

from linkspan.engines.interchange.mpxj_exit import DEFAULT_MEMORY_MB, Exit

_OLDEST_JAVA = 17
_CPU_SECONDS = 600
_MAX_OUTPUT = 400 * 1024 * 1024
_P6 = ("XER", "PMXML", "PRIMAVERA")


def main(arguments: list[str]) -> Exit:
    """Read the file named first, with at most the second argument in megabytes of Java memory."""
    # Java's own standard output goes where complaints go; only the result is printed.
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _limit()
    memory = int(arguments[1]) if len(arguments) > 1 else DEFAULT_MEMORY_MB
    try:
        jpype: Any = importlib.import_module("jpype")
        importlib.import_module("mpxj")  # puts its jars on the class path
    except ImportError:
        return Exit.NO_MODULE
    try:
        jpype.startJVM(*_flags(memory), convertStrings=False)
    except (jpype.JVMNotFoundException, OSError, RuntimeError) as error:
        sys.stderr.write(f"{error}\n")
        return Exit.NO_JAVA
    return _check_java(jpype) or _convert(arguments[0], jpype, output)


def _limit() -> None:
    """CPU time and size of the output; memory is limited by Java itself, whose address space says nothing."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the timeout of the caller remains.
        return
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_OUTPUT, _MAX_OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _flags(memory: int) -> list[str]:
    return [
        f"-Xmx{memory}m",
        "-Xss4m",
        "-XX:MaxMetaspaceSize=256m",
        "-XX:-UsePerfData",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Djava.awt.headless=true",
        # No external entity is ever fetched.
        "-Djavax.xml.accessExternalDTD=",
        "-Djavax.xml.accessExternalSchema=",
        "-Djdk.xml.entityExpansionLimit=1000",
    ]


def _check_java(jpype: Any) -> Exit:
    runtime = jpype.JClass("java.lang.Runtime")
    if int(runtime.version().feature()) < _OLDEST_JAVA:
        return Exit.OLD_JAVA
    layer = jpype.JClass("java.lang.ModuleLayer").boot()
    return Exit.DONE if layer.findModule("jdk.charsets").isPresent() else Exit.NO_CHARSETS


def _convert(path: str, jpype: Any, output: IO[bytes]) -> Exit:
    reader = jpype.JClass("org.mpxj.reader.UniversalProjectReader")()
    try:
        project = reader.read(jpype.JClass("java.io.File")(path))
        if project is None:
            return Exit.UNKNOWN
        return _print(project, jpype, output)
    except jpype.JException as error:
        name = str(error.getClass().getName())
        sys.stderr.write(f"{name}: {error}\n"[:2000])
        return Exit.MEMORY if name.endswith("OutOfMemoryError") else Exit.BROKEN


def _print(project: Any, jpype: Any, output: IO[bytes]) -> Exit:
    properties = project.getProjectProperties()
    kind = str(properties.getFileType() or "MPXJ")
    is_p6 = kind in _P6 or str(properties.getFileApplication() or "").upper() == "PRIMAVERA"
    if is_p6:
        writer = jpype.JClass("org.mpxj.primavera.PrimaveraXERFileWriter")()
        writer.setCharset(jpype.JClass("java.nio.charset.StandardCharsets").UTF_8)
    else:
        writer = jpype.JClass("org.mpxj.mspdi.MSPDIWriter")()
    target = jpype.JClass("java.io.ByteArrayOutputStream")()
    writer.write(project, target)
    head = f"mpxj {_version(jpype)} {kind} {'XER' if is_p6 else 'MSPDI'}\n"
    output.write(head.encode())
    output.write(bytes(target.toByteArray()))
    output.flush()
    return Exit.DONE


def _version(jpype: Any) -> str:
    return str(jpype.JClass("org.mpxj.MPXJ").VERSION)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
