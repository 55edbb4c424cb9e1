"""What a decoder that was taken over would try. Each attempt says how it ended: "done", or the name of the error."""

import ctypes
import errno
import os
import platform
import signal
import socket
import sys
import threading

LIBC = ctypes.CDLL(None, use_errno=True)
X86 = platform.machine() == "x86_64"

# name: (number on x86-64, on AArch64, arguments). Arguments are such that the call fails harmlessly where it is allowed.
CALLS = {
    "execve": (59, 221, (b"/bin/true", 0, 0)),
    "execveat": (322, 281, (-100, b"/bin/true", 0, 0, 0)),
    "ptrace": (101, 117, (0, 0, 0, 0)),
    "process_vm_readv": (310, 270, (1, 0, 0, 0, 0, 0)),
    "process_vm_writev": (311, 271, (1, 0, 0, 0, 0, 0)),
    "kcmp": (312, 272, (1, 1, 0, 0, 0)),
    "pidfd_open": (434, 434, (1, 0)),
    "pidfd_getfd": (438, 438, (0, 0, 0)),
    "io_uring_setup": (425, 425, (1, 0)),
    "bpf": (321, 280, (0, 0, 0)),
    "keyctl": (250, 219, (0, 0, 0, 0, 0)),
    "add_key": (248, 217, (0, 0, 0, 0, 0)),
    "mount": (165, 40, (0, 0, 0, 0, 0)),
    "umount2": (166, 39, (0, 0)),
    "pivot_root": (155, 41, (0, 0)),
    "chroot": (161, 51, (b"/",)),
    "unshare": (272, 97, (0x10000000,)),
    "setns": (308, 268, (0, 0)),
    "userfaultfd": (323, 282, (0,)),
    "perf_event_open": (298, 241, (0, 0, -1, -1, 0)),
    "seccomp": (317, 277, (2, 0, 0)),
    "memfd_create": (319, 279, (b"x", 0)),
    "memfd_secret": (447, 447, (0,)),
    "shmget": (29, 194, (0, 4096, 0o1600)),
    "mq_open": (240, 180, (b"x", 0, 0, 0)),
    "inotify_init1": (294, 26, (0,)),
    "epoll_create1": (291, 20, (0,)),
    "eventfd2": (290, 19, (0, 0)),
    "pipe2": (293, 59, (0, 0)),
    "dup": (32, 23, (0,)),
    "fcntl_dup": (72, 25, (0, 0, 100)),
    "flock": (73, 32, (4, 2)),
    "ioctl": (16, 29, (0, 0x5412, 0)),
    "sendmsg": (46, 211, (3, 0, 0)),
    "recvmsg": (47, 212, (3, 0, 0)),
    "sendto": (44, 206, (3, 0, 0, 0, 0, 0)),
    "bind": (49, 200, (3, 0, 0)),
    "listen": (50, 201, (3, 1)),
    "connect": (42, 203, (3, 0, 0)),
    "accept4": (288, 242, (3, 0, 0, 0)),
    "setuid": (105, 146, (0,)),
    "setresuid": (117, 147, (0, 0, 0)),
    "setgroups": (116, 159, (0, 0)),
    "capset": (126, 91, (0, 0)),
    "personality": (135, 92, (0x0008,)),
    "sethostname": (170, 161, (b"x", 1)),
    "settimeofday": (164, 170, (0, 0)),
    "clock_settime": (227, 112, (0, 0)),
    "adjtimex": (159, 171, (0,)),
    "reboot": (169, 142, (0, 0, 0, 0)),
    "init_module": (175, 105, (0, 0, 0)),
    "finit_module": (313, 273, (0, 0, 0)),
    "kexec_load": (246, 104, (0, 0, 0, 0)),
    "swapon": (167, 224, (0, 0)),
    "open_by_handle_at": (304, 265, (0, 0, 0)),
    "fanotify_init": (300, 262, (0, 0)),
    "syslog": (103, 116, (3, 0, 0)),
    "ftruncate": (77, 46, (4, 0)),
    "fallocate": (285, 47, (4, 0, 0, 1)),
    "sendfile": (40, 71, (3, 4, 0, 1)),
    "splice": (275, 76, (4, 0, 3, 0, 1, 0)),
    "copy_file_range": (326, 285, (4, 0, 3, 0, 1, 0)),
    "pwrite64": (18, 68, (4, b"x", 1, 0)),
    "statx": (332, 291, (-100, b"/etc/passwd", 0, 0, 0)),
    "newfstatat": (262, 79, (-100, b"/etc/passwd", 0, 0)),
    "readlinkat": (267, 78, (-100, b"/proc/self/exe", 0, 0)),
    "faccessat": (269, 48, (-100, b"/etc/passwd", 0)),
    "openat2": (437, 437, (-100, b"/etc/passwd", 0, 24)),
    "chdir": (80, 49, (b"/",)),
    "fchmodat": (268, 53, (-100, b"/tmp/x", 0o777)),
    "mknodat": (259, 33, (-100, b"/tmp/x", 0o10600, 0)),
    "setpriority": (141, 140, (0, 0, 5)),
    "sched_setaffinity": (203, 122, (0, 0, 0)),
    "set_mempolicy": (238, 237, (0, 0, 0)),
    "setrlimit_more": (302, 261, (0, 7, ctypes.create_string_buffer(bytes([255] * 16), 16), 0)),
    "prctl_dumpable": (157, 167, (4, 1, 0, 0, 0)),
    "prctl_set_mm": (157, 167, (35, 1, 0, 0, 0)),
    "kill_parent": (62, 129, (os.getppid(), 0)),
    "kill_all": (62, 129, (-1, 0)),
    "tgkill_other": (234, 131, (1, 1, 0)),
    "tkill": (200, 130, (1, 0)),
    "clone_process": (56, 220, (signal.SIGCHLD, 0, 0, 0, 0)),
    "clone3": (435, 435, (0, 0)),
    "landlock": (444, 444, (0, 0, 1)),
}


def call(name):
    x86, aarch64, arguments = CALLS[name]
    if name == "kill_parent":
        arguments = (os.getppid(), 0)
    ctypes.set_errno(0)
    result = LIBC.syscall(x86 if X86 else aarch64, *(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments))
    if result == 0 and name == "clone_process" and os.getpid() != OWN:
        os._exit(0)
    return "done" if result >= 0 else errno.errorcode.get(ctypes.get_errno(), "?")


OWN = os.getpid()


def read_file(path="/etc/passwd"):
    os.read(os.open(path, os.O_RDONLY), 10)


def write_file(folder="/tmp"):
    os.close(os.open(f"{folder}/intake-attempt-{os.getpid()}", os.O_WRONLY | os.O_CREAT, 0o600))
    os.unlink(f"{folder}/intake-attempt-{os.getpid()}")


def list_folder():
    os.listdir("/")


def own_memory():
    os.read(os.open("/proc/self/mem", os.O_RDWR), 1)


def environment_file():
    os.read(os.open("/proc/self/environ", os.O_RDONLY), 10)


def remove():
    os.unlink("/etc/intake-there-is-no-such-file")


def _socket(family, kind):
    return lambda: socket.socket(family, kind).close()


def fork():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def spawn():
    os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0)


def executable_memory():
    import mmap

    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()


def make_executable():
    import mmap

    memory = mmap.mmap(-1, 4096)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    if LIBC.mprotect(ctypes.c_void_p(address), 4096, 5) != 0:
        raise OSError(ctypes.get_errno(), "mprotect")


def more_descriptors():
    os.dup(0)


def write_object():
    os.write(4, b"x")


def thread():
    done = []
    one = threading.Thread(target=lambda: done.append(1))
    one.start()
    one.join()
    assert done


PYTHON = {
    "read_file": read_file,
    "read_program": lambda: read_file(sys.executable),
    "write_tmp": write_file,
    "write_shm": lambda: write_file("/dev/shm"),
    "list_folder": list_folder,
    "own_memory": own_memory,
    "environment_file": environment_file,
    "remove": remove,
    "tcp": _socket(socket.AF_INET, socket.SOCK_STREAM),
    "udp": _socket(socket.AF_INET, socket.SOCK_DGRAM),
    "tcp6": _socket(socket.AF_INET6, socket.SOCK_STREAM),
    "unix": _socket(socket.AF_UNIX, socket.SOCK_STREAM),
    "unix_datagram": _socket(socket.AF_UNIX, socket.SOCK_DGRAM),
    "netlink": _socket(getattr(socket, "AF_NETLINK", 16), socket.SOCK_RAW),
    "raw": _socket(socket.AF_INET, socket.SOCK_RAW),
    "vsock": _socket(40, socket.SOCK_STREAM),
    "socketpair": lambda: [end.close() for end in socket.socketpair()],
    "fork": fork,
    "spawn": spawn,
    "executable_memory": executable_memory,
    "make_executable": make_executable,
    "more_descriptors": more_descriptors,
    "write_object": write_object,
}


def python(name):
    try:
        PYTHON[name]()
    except OSError as error:
        return errno.errorcode.get(error.errno, "?")
    except Exception as error:  # noqa: BLE001
        return type(error).__name__
    return "done"


def everything():
    return {**{name: python(name) for name in PYTHON}, **{name: call(name) for name in CALLS}}


if __name__ == "__main__":
    import json

    print(json.dumps({name: python(name) for name in PYTHON if name != "write_object"}))
