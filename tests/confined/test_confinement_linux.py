"""From inside a confined child: nothing can be opened, reached, started or kept; and each layer holds by itself."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from intake.confined import landlock_linux, seccomp_linux
from intake.examination.examiner import Examiner
from intake.examination.tasks import Examined, Failed
from intake.progress import silent
from intake.records.confinement import Layer
from intake.settings import MIB, Settings
from tests.confined import attempts
from tests.examination.objects import OBEDIENT, Objects

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the confinement of Linux")

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def examiner():
    os.environ["INTAKE_SECRET_CANARY"] = "a-canary-in-the-environment"
    try:
        with Examiner(Settings(worker_seconds=20.0, worker_bytes=256 * MIB), OBEDIENT) as one:
            yield one
    finally:
        del os.environ["INTAKE_SECRET_CANARY"]


@pytest.fixture
def say(examiner, tmp_path):
    objects = Objects(tmp_path)

    def one(text: str):
        ((_task, answer),) = examiner.run([objects.add(text.encode())], objects.grant, silent)
        return answer

    return one


def claims(answer) -> dict[str, str]:
    assert isinstance(answer, Examined), answer
    return {claim.name: claim.value for claim in answer.answer.claims}


def test_every_layer_is_in_force(examiner):
    confinement = examiner.confinement
    if confinement.missing:
        pytest.skip(f"this kernel does not grant {dict(confinement.missing)}")
    assert set(confinement.layers) == set(Layer)
    assert "ABI" in confinement.details["landlock"]


def test_attempts_fail(say):
    found = claims(say("attempt"))
    assert set(found) == {*attempts.PYTHON, *attempts.CALLS}
    succeeded = {name for name, how in found.items() if how == "done"}
    assert not succeeded
    assert {found[name] for name in attempts.CALLS if name != "clone3"} == {"EPERM"}
    assert found["clone3"] == "ENOSYS"


def test_the_same_attempts_succeed_unconfined():
    """Else the test above would prove nothing. As an ordinary person; some need root, so those are left out."""
    made = subprocess.run([sys.executable, "-m", "tests.confined.attempts"], cwd=ROOT, capture_output=True, check=True, text=True)
    found = json.loads(made.stdout)
    expected = set(attempts.PYTHON) - {"write_object", "remove", "raw", "vsock", "own_memory"}
    assert {name for name in expected if found[name] != "done"} <= {"tcp6"}
    assert found["remove"] == "ENOENT"


def test_no_secret_in_environment_or_arguments(say):
    found = claims(say("environment"))
    assert "canary" not in found["environ"]
    assert str(Path.home()) not in found["environ"]
    assert found["argv"].split("\n")[1:5] == ["-s", "-E", "-B", OBEDIENT[-1]]
    assert found["argv"].split("\n")[5].isdigit()


def test_only_its_own_descriptors(say):
    assert claims(say("descriptors"))["open"] == "0 1 2 3 4"


def test_threads_but_not_without_end(say):
    assert claims(say("thread"))["thread"] == "done"
    found = claims(say("threads"))
    assert int(found["threads"]) < 1_000
    assert "stopped" in found


def test_memory_is_limited(say):
    assert claims(say("memory 3"))["kept"] == "3"
    answer = say("memory 5")
    assert isinstance(answer, Failed)
    assert (answer.code, answer.facts) == ("worker_over_limits", {"limit": "memory"})
    assert answer.confinement is not None


_ONE_LAYER = """
import ctypes, json, sys
from tests.confined import attempts
from intake.confined import confinement_linux, landlock_linux, seccomp_linux
libc = ctypes.CDLL(None, use_errno=True)
if sys.argv[1] == "namespaces":
    confinement_linux.prepare()
else:
    assert libc.prctl(38, 1, 0, 0, 0) == 0
    {"landlock": landlock_linux, "seccomp": seccomp_linux}[sys.argv[1]].install(libc)
def reach():
    import socket
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as one:
        one.settimeout(5)
        one.connect(("127.0.0.1", int(sys.argv[2])))
attempts.PYTHON["reach"] = reach
print(json.dumps({name: attempts.python(name) for name in sys.argv[3].split()}))
"""


def _one_layer(layer: str, *names: str, port: int = 1) -> dict[str, str]:
    made = subprocess.run(
        [sys.executable, "-c", _ONE_LAYER, layer, str(port), " ".join(names)],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return json.loads(made.stdout)


FILES = ("read_file", "write_tmp", "write_shm", "list_folder", "own_memory", "environment_file")


def test_landlock_alone_holds_files():
    found = _one_layer("landlock", *FILES, "fork")
    assert {found[name] for name in FILES} == {"EACCES"}
    assert found["fork"] == "done"  # what it does not hold


def test_seccomp_alone_holds_files_sockets_and_programs():
    names = (*FILES, "tcp", "udp", "unix", "socketpair", "fork", "spawn", "executable_memory", "make_executable")
    assert set(_one_layer("seccomp", *names).values()) == {"EPERM"}


def test_namespaces_alone_hold_the_network():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert _one_layer("namespaces", "reach", "read_file", port=port) == {"reach": "ENETUNREACH", "read_file": "done"}
        assert _one_layer("landlock", "reach", port=port)["reach"] in {"EACCES", "EPERM"}


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        (1, ((1 << 13) - 1, 0, 0, 8)),
        (2, ((1 << 14) - 1, 0, 0, 8)),
        (3, ((1 << 15) - 1, 0, 0, 8)),
        (4, ((1 << 15) - 1, 3, 0, 16)),
        (5, ((1 << 16) - 1, 3, 0, 16)),
        (6, ((1 << 16) - 1, 3, 3, 24)),
        (7, ((1 << 16) - 1, 3, 3, 24)),
    ],
)
def test_landlock_asks_for_what_the_kernel_knows(version, expected):
    assert landlock_linux.ruleset(version) == expected


class _Refusing:
    """A kernel that has neither Landlock nor filters."""

    def __getattr__(self, _name):
        return lambda *_arguments: -1


def test_a_kernel_without_layers_is_said():
    with pytest.raises(OSError, match="not in this kernel"):
        landlock_linux.install(_Refusing())
    with pytest.raises(OSError):
        seccomp_linux.install(_Refusing())


_WITHOUT = """
import json, sys
from intake.confined import confinement_linux, landlock_linux, seccomp_linux
from intake.examination.wire import Limits
from intake.records.confinement import to_json
def refuse(_libc):
    raise OSError(38, "Function not implemented")
for module in sys.argv[1:]:
    if module == "namespaces":
        confinement_linux._libc = type("No", (), {"unshare": lambda self, flags: -1, "prctl": confinement_linux._libc.prctl, "syscall": confinement_linux._libc.syscall})()
    else:
        {"landlock": landlock_linux, "seccomp": seccomp_linux}[module].install = refuse
confinement_linux.prepare()
sys.stdout.write(json.dumps(to_json(confinement_linux.apply(Limits(1000, 1 << 30, 1, 1), 64))))
"""


@pytest.mark.parametrize(
    ("without", "missing"),
    [
        ((), set()),
        (("landlock",), set()),  # the list of calls holds files too
        (("namespaces",), {"own_namespaces"}),
        (("seccomp",), {"system_calls", "no_programs"}),
        (("seccomp", "namespaces"), {"system_calls", "no_programs", "no_network", "own_namespaces"}),
        (("seccomp", "landlock"), {"system_calls", "no_programs", "no_files"}),
    ],
)
def test_what_is_missing_is_said(without, missing):
    made = subprocess.run([sys.executable, "-c", _WITHOUT, *without], cwd=ROOT, capture_output=True, check=True, text=True)
    found = json.loads(made.stdout)
    assert set(found["missing"]) == missing
    assert set(found["layers"]) == {layer.value for layer in Layer} - missing


def _run(lines, number: int, arch: int, *arguments: int) -> int:
    """Classic BPF as the kernel would run it on one call."""
    words = {0: number, 4: arch, **{16 + 8 * n: a & 0xFFFFFFFF for n, a in enumerate(arguments)}}
    at = loaded = 0
    while True:
        code, yes, no, operand = lines[at]
        at += 1
        if code == 0x06:
            return operand
        if code == 0x20:
            loaded = words.get(operand, 0)
        else:
            holds = {0x15: loaded == operand, 0x35: loaded >= operand, 0x45: bool(loaded & operand)}[code]
            at += yes if holds else no


ALLOW, EPERM, ENOSYS, KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000


@pytest.mark.parametrize(("machine", "arch", "column"), [("x86_64", 0xC000003E, 0), ("aarch64", 0xC00000B7, 1)])
def test_filter_of_each_machine(machine, arch, column):
    lines = seccomp_linux.program(machine, 4711)
    assert len(lines) < 4096
    allowed = {numbers[column] for numbers in seccomp_linux.ALLOWED.values()} - {None}
    conditional = {(9, 222), (10, 226), (56, 220), (435, 435), (234, 131), (157, 167), (302, 261)}
    for number in range(600):
        if number in {pair[column] for pair in conditional}:
            continue
        assert _run(lines, number, arch) == (ALLOW if number in allowed else EPERM), number
    mmap, clone, tgkill, prctl, prlimit = ((9, 222), (56, 220), (234, 131), (157, 167), (302, 261))
    assert _run(lines, mmap[column], arch, 0, 4096, 3) == ALLOW
    assert _run(lines, mmap[column], arch, 0, 4096, 7) == EPERM
    assert _run(lines, clone[column], arch, 0x3D0F00) == ALLOW  # what pthread_create asks for
    assert _run(lines, clone[column], arch, 0x01200011) == EPERM  # what fork asks for
    assert _run(lines, 435, arch) == ENOSYS
    assert _run(lines, tgkill[column], arch, 4711) == ALLOW
    assert _run(lines, tgkill[column], arch, 4712) == EPERM
    assert _run(lines, prctl[column], arch, 15) == ALLOW
    assert _run(lines, prctl[column], arch, 4) == EPERM
    assert _run(lines, prlimit[column], arch, 0, 7, 0) == ALLOW
    assert _run(lines, prlimit[column], arch, 0, 7, 12345) == EPERM
    assert _run(lines, 0, 0x40000003) == KILL  # 32-bit numbering
    if machine == "x86_64":
        assert _run(lines, 0x40000000, arch) == KILL  # x32
