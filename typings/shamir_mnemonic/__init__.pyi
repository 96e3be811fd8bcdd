# What the room `vault` uses of shamir-mnemonic 0.3: shares of a secret as SLIP-39 words.
from shamir_mnemonic import wordlist as wordlist
from shamir_mnemonic.shamir import EncryptedMasterSecret as EncryptedMasterSecret
from shamir_mnemonic.shamir import generate_mnemonics as generate_mnemonics
from shamir_mnemonic.shamir import recover_ems as recover_ems
from shamir_mnemonic.share import Share as Share

class MnemonicError(Exception): ...
