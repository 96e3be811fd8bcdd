from collections.abc import Mapping, Sequence

from shamir_mnemonic.share import Share

class EncryptedMasterSecret:
    identifier: int
    ciphertext: bytes
    def decrypt(self, passphrase: bytes) -> bytes: ...

class ShareGroup:
    def add(self, share: Share) -> None: ...

def generate_mnemonics(
    group_threshold: int,
    groups: Sequence[tuple[int, int]],
    master_secret: bytes,
    passphrase: bytes = ...,
    extendable: bool = ...,
    iteration_exponent: int = ...,
) -> list[list[str]]: ...
def recover_ems(groups: Mapping[int, ShareGroup]) -> EncryptedMasterSecret: ...
