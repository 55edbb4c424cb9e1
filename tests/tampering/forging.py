"""Bundles as a forger with keys would make them: changed, then listed and signed again, so that only one thing is wrong."""

import hashlib
from pathlib import Path

from intake import archive
from intake.bundle import bag, extracts, seal
from intake.bundle.files import SEAL_FILES
from intake.crypto import signing
from tests.bundle import making
from tests.tampering import mutations

TAGS = (
    bag.MANIFEST,
    *extracts.FILES,
    "START-HERE.html",
    "START-HERE.txt",
    "verify.py",
    "index.csv",
    bag.BAGIT,
    bag.BAG_INFO,
)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Forge:
    """The files of a bundle, in memory; `relist` and `reseal` make lists and seal fit what is there."""

    def __init__(self, folder: Path):
        files = mutations.snapshot(folder)
        payload = list(bag.parse_list(files[bag.MANIFEST]).paths)
        self.files = {path: files[path] for path in (*payload, *TAGS, bag.TAG_MANIFEST, *SEAL_FILES)}
        self.name = making.NAME

    def payload(self) -> list[str]:
        return [path for path in self.files if path.startswith("data/")]

    def relist(self, more=None):
        """Both lists, and bag-info, by what is there. more: lines for the payload list that nothing stands behind."""
        paths = self.payload()
        self.files[bag.MANIFEST] = bag.encode_list({path: sha256(self.files[path]) for path in paths} | (more or {}))
        octets = sum(len(self.files[path]) for path in paths)
        info = bag.parse_info(self.files[bag.BAG_INFO])
        if info is not None:
            info["Payload-Oxum"] = f"{octets}.{len(paths)}"
            self.files[bag.BAG_INFO] = "".join(f"{label}: {value}\n" for label, value in sorted(info.items())).encode()
        return self.retag()

    def retag(self):
        """The list of all other files, by what is there."""
        others = [path for path in self.files if not path.startswith("data/") and path not in (bag.TAG_MANIFEST, *SEAL_FILES)]
        self.files[bag.TAG_MANIFEST] = bag.encode_list({path: sha256(self.files[path]) for path in others})
        return self

    def reseal(self, key=making.OPERATOR, **changed):
        """The seal, by what is there."""
        lists = {"manifest": sha256(self.files[bag.MANIFEST]), "tag_manifest": sha256(self.files[bag.TAG_MANIFEST])}
        text = seal.encode(seal.Seal(**({"bundle": making.BUNDLE, "name": self.name} | lists | changed)))
        return self.sign(text, key)

    def sign(self, text: bytes, key=making.OPERATOR):
        """Exactly this text as the seal."""
        self.files |= {seal.SEAL: text, seal.SIGNATURE: key.sign(text), seal.SIGNER: signing.to_pem(key.public)}
        return self

    def history(self, vault: making.Vault, **sealed):
        """The custody files of another vault, which has sealed what is listed here now."""
        key = sealed.pop("key", None)
        vault.seal(sha256(self.files[bag.MANIFEST]), key=key, sealed=sealed)
        self.files |= extracts.encode(vault.extract())
        return self.retag()

    def as_folder(self, target: Path) -> Path:
        folder = target / self.name
        for path, data in self.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        return folder

    def as_zip(self, target: Path, files=None) -> Path:
        """A ZIP in our form of these files, or of pairs of name and bytes."""
        path = target / f"{self.name}.zip"
        pairs = [(f"{self.name}/{name}".encode(), data) for name, data in self.files.items()] if files is None else files
        with path.open("wb") as out:

            def patch(offset, data):
                out.seek(offset)
                out.write(data)
                out.seek(0, 2)

            writer = archive.ZipWriter(out.write, patch)
            for name, data in pairs:
                writer.begin(name, len(data))
                writer.write(data)
                writer.end()
            writer.finish()
        return path
