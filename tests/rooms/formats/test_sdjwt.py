"""Claims shown or kept back: the RFC's own examples, our laws, other libraries, and hostile tokens."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
from pathlib import Path as File
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st
from jwcrypto.jwk import JWK
from sd_jwt.common import SDObj
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.verifier import SDJWTVerifier

from casebook.base.encode import b64url
from casebook.formats import sdjwt
from casebook.formats.jose import CannotWriteJson, decode64, read_json, write_json
from casebook.formats.salts import Path, derived_filler, derived_salt
from casebook.formats.sdjwt import HIDDEN, BadSdJwt, Hide, Issued, Opened, SdJwtProblem, Unfilled
from hostile_tokens import (
    CLAIM,
    ELEMENT,
    FORMS,
    HEADERS,
    KEY,
    NESTED,
    PAYLOADS,
    PUBLIC,
    TYP,
    digest_of,
    token_of,
)

SECRET = bytes(range(32, 64))


def issued(claims: dict[str, Any], secret: bytes = SECRET) -> Issued:
    return sdjwt.issue(
        claims,
        typ=TYP,
        public=PUBLIC,
        signer=KEY.sign,
        salt=derived_salt(secret),
        filler=derived_filler(secret),
    )


def problem_of(token: str | bytes, typ: str = TYP) -> str:
    with pytest.raises(BadSdJwt) as caught:
        sdjwt.verify(token, typ=typ)
    return caught.value.problem.value


def text_of(words: list[list[str]]) -> Any:
    """A text as seals hold it: sentences, each of spans, every one an object that gets no decoys."""
    return [Unfilled({"s": Hide([Unfilled({"t": Hide(word)}) for word in sentence])}) for sentence in words]


RECORD: dict[str, Any] = {
    "version": 1,
    "kind": Hide("person"),
    "born": Hide({"year": Hide(1987), "month": Hide(5)}),
    "names": Hide([Hide("Alia Sample"), Hide("Алия"), "open"]),
    "text": Hide(text_of([["She was ", "not ", "there."], ["Then ", "Marat K. ", "came."]])),
}

# ---- the examples of the RFC ---------------------------------------------------------------------------


def marked(claims: Any) -> Any:
    """HIDDEN as the vectors write it."""
    if isinstance(claims, dict):
        return {name: marked(claim) for name, claim in claims.items()}
    if isinstance(claims, list):
        return [marked(part) for part in claims]
    return {"hidden": True} if claims is HIDDEN else claims


def issuer_signed(issuer_key: dict[str, str], jwt: str) -> None:
    """The examples are signed with ES256, which we do not speak: so their letters are proved to be copied right."""
    numbers = [int.from_bytes(decode64(issuer_key[name]), "big") for name in "xy"]
    key = ec.EllipticCurvePublicNumbers(*numbers, ec.SECP256R1()).public_key()
    to_sign, _, signature = jwt.rpartition(".")
    halves = decode64(signature)
    r, s = (int.from_bytes(half, "big") for half in (halves[:32], halves[32:]))
    key.verify(encode_dss_signature(r, s), to_sign.encode(), ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize("section", ["section 5.1", "section 5.2"])
def test_the_example_of_section_5(vectors: File, section: str) -> None:
    held = json.loads((vectors / "sdjwt" / "section-5.json").read_text())
    example = held[section]
    jwt, *disclosures, end = example["token"].split("~")
    assert end == ""
    issuer_signed(held["issuer_key"], jwt)

    payload = read_json(decode64(jwt.split(".")[1]))
    assert isinstance(payload, dict)
    opened = sdjwt.open_claims(payload, disclosures)
    assert marked(opened.claims) == example["claims"]
    assert set(opened.shown.values()) == set(disclosures)
    assert problem_of(example["token"], "example+sd-jwt") == "header"
    if "key_binding_jwt" in example:
        assert problem_of(example["token"] + example["key_binding_jwt"]) == "key-binding"


def test_the_disclosures_of_section_4_2(vectors: File) -> None:
    for example in json.loads((vectors / "sdjwt" / "section-4.2.json").read_text()):
        digest = b64url(hashlib.sha256(example["disclosure"].encode()).digest())
        assert digest == example.get("digest", digest)
        content = example["content"]
        if len(content) == 3:
            opened = sdjwt.open_claims({"_sd": [digest]}, [example["disclosure"]])
            assert opened.claims == {content[1]: content[2]}
        else:
            opened = sdjwt.open_claims({"list": [{"...": digest}]}, [example["disclosure"]])
            assert opened.claims == {"list": [content[1]]}


def test_the_examples_of_section_6(vectors: File) -> None:
    examples = json.loads((vectors / "sdjwt" / "section-6.json").read_text())
    for name, example in examples.items():
        if "verdict" in example:
            with pytest.raises(BadSdJwt) as caught:
                sdjwt.open_claims(example["payload"], example["disclosures"])
            assert caught.value.problem.value == example["verdict"], name
        else:
            opened = sdjwt.open_claims(example["payload"], example["disclosures"])
            assert opened.claims == example["claims"], name
    assert len(examples) == 13


@pytest.mark.parametrize("section", ["section A.1", "section A.2", "section A.3", "section A.4"])
def test_the_examples_of_appendix_a(vectors: File, section: str) -> None:
    """As the RFC prints them: the issuer's signature holds, and what is shown reads as it says."""
    held = json.loads((vectors / "sdjwt" / "appendix-a.json").read_text())
    example = held[section]
    jwt, *disclosures, _ = example["token"].split("~")
    issuer_signed(held["issuer_key"], jwt)

    payload = read_json(decode64(jwt.split(".")[1]))
    assert isinstance(payload, dict)
    opened = sdjwt.open_claims(payload, disclosures)
    assert marked(opened.claims) == example["claims"]
    assert set(opened.shown.values()) == set(disclosures)
    assert problem_of(example["token"] + example.get("key_binding_jwt", "")) in ("header", "key-binding")


# ---- what is issued ------------------------------------------------------------------------------------


def test_all_shown_is_all_that_was_signed() -> None:
    seal = issued(RECORD)
    verified = sdjwt.verify(sdjwt.present(seal, seal.disclosures), typ=TYP)
    assert verified.public == PUBLIC
    assert verified.jwt == seal.jwt
    assert verified.opened.claims == {
        "version": 1,
        "kind": "person",
        "born": {"year": 1987, "month": 5},
        "names": ["Alia Sample", "Алия", "open"],
        "text": [
            {"s": [{"t": "She was "}, {"t": "not "}, {"t": "there."}]},
            {"s": [{"t": "Then "}, {"t": "Marat K. "}, {"t": "came."}]},
        ],
    }
    assert verified.opened.shown == seal.disclosures
    # Only decoys are left: 8 − 4 at the top, 8 − 2 in the date.
    assert verified.opened.unopened == {(): 4, ("born",): 6}
    assert verified.opened.hidden_elements == 0


def test_nothing_shown_tells_nothing() -> None:
    seal = issued(RECORD)
    token = sdjwt.present(seal, [])
    verified = sdjwt.verify(token, typ=TYP)
    assert verified.opened == Opened({"version": 1}, {}, {(): 8}, 0)
    payload = decode64(token.split(".")[1])
    for word in (b"person", b"born", b"Alia", b"text", b"kind"):
        assert word not in payload


def test_a_hidden_word_and_a_hidden_sentence_leave_their_places() -> None:
    seal = issued(RECORD)
    shown = [
        p
        for p in seal.disclosures
        if p not in {("text", 0, "s", 1, "t"), ("names", 0)} and p[:2] != ("text", 1)
    ]
    opened = sdjwt.verify(sdjwt.present(seal, shown), typ=TYP).opened
    assert opened.claims["text"] == [{"s": [{"t": "She was "}, {}, {"t": "there."}]}, {}]
    assert opened.claims["names"] == [HIDDEN, "Алия", "open"]
    assert opened.unopened[("text", 0, "s", 1)] == 1
    assert opened.unopened[("text", 1)] == 1
    assert opened.hidden_elements == 1


def test_one_word_is_opened_later() -> None:
    seal = issued(RECORD)
    word: Path = ("text", 0, "s", 1, "t")
    before = sdjwt.present(seal, [path for path in seal.disclosures if path != word])
    after = sdjwt.verify(sdjwt.add(before, [seal.disclosures[word]]), typ=TYP).opened
    assert after.claims["text"][0]["s"][1] == {"t": "not "}
    assert len(seal.disclosures[word]) < 78


def test_a_parent_must_be_shown_too() -> None:
    seal = issued(RECORD)
    with pytest.raises(ValueError, match="parent"):
        sdjwt.present(seal, [("text", 0, "s", 1, "t")])
    both = sdjwt.with_parents(seal, [("text", 0, "s", 1, "t"), ("kind",)])
    assert both == {("kind",), ("text",), ("text", 0, "s"), ("text", 0, "s", 1, "t")}
    opened = sdjwt.verify(sdjwt.present(seal, both), typ=TYP).opened
    assert opened.claims["text"] == [{"s": [{}, {"t": "not "}, {}]}, {}]
    with pytest.raises(KeyError):
        sdjwt.present(seal, [("nothing",)])


def payload_of(token: str) -> dict[str, Any]:
    payload = read_json(decode64(token.split(".")[1]))
    assert isinstance(payload, dict)
    return payload


@pytest.mark.parametrize(("count", "size"), [(1, 8), (8, 8), (9, 16), (16, 16), (17, 32), (70, 128)])
def test_digests_are_filled_up_and_sorted(count: int, size: int) -> None:
    claims = {f"c{n}": Hide(n) for n in range(count)}
    digests = payload_of(issued(claims).jwt)["_sd"]
    assert len(digests) == size == len(set(digests))
    assert digests == sorted(digests)
    bare = payload_of(issued({"in": Unfilled(claims)}).jwt)["in"]["_sd"]
    assert len(bare) == count


def test_an_object_with_nothing_hidden_gets_no_digests() -> None:
    assert payload_of(issued({"a": {"b": 1}, "c": []}).jwt) == {"a": {"b": 1}, "c": [], "_sd_alg": "sha-256"}


def test_the_same_input_gives_the_same_bytes_and_another_secret_shares_none() -> None:
    """So 32 bytes and a signature are all that is stored; and two recipients cannot join what they see."""
    again = issued({name: RECORD[name] for name in reversed(RECORD)})
    assert again == issued(RECORD)
    prepared = sdjwt.prepare(
        RECORD, typ=TYP, public=PUBLIC, salt=derived_salt(SECRET), filler=derived_filler(SECRET)
    )
    assert prepared.signed(KEY.sign(prepared.to_sign)) == again
    other = issued(RECORD, bytes(32))
    assert set(other.disclosures.values()).isdisjoint(again.disclosures.values())
    assert set(payload_of(other.jwt)["_sd"]).isdisjoint(payload_of(again.jwt)["_sd"])


@pytest.mark.parametrize("name", ["_sd", "_sd_alg", "..."])
def test_reserved_names_are_not_issued(name: str) -> None:
    for claims in ({name: 1}, {name: Hide(1)}, {"a": Hide({name: 1})}, {"a": [{name: 1}]}):
        with pytest.raises(ValueError, match="reserved"):
            issued(claims)


def test_a_hide_in_a_hide_is_a_mistake() -> None:
    for claims in ({"a": Hide(Hide(1))}, {"a": [Hide(Hide(1))]}):
        with pytest.raises(ValueError, match="Hide"):
            issued(claims)


def test_a_text_nobody_can_write_is_refused() -> None:
    for claims in ({"a": "\ud800"}, {"a": Hide("\ud800")}, {"a": Hide(2**60)}, {"\ud800": Hide(1)}):
        with pytest.raises(CannotWriteJson):
            issued(claims)


plain = st.none() | st.booleans() | st.integers(-100, 100) | st.text(st.characters(codec="utf-8"), max_size=6)
names = st.sampled_from(["a", "b", "ё", "", "s.t", "1"])
trees = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner | inner.map(Hide), max_size=3)
        | st.dictionaries(names, inner | inner.map(Hide), max_size=3)
        | st.dictionaries(names, inner | inner.map(Hide), max_size=3).map(Unfilled)
    ),
    max_leaves=8,
)
roots = st.dictionaries(names, trees | trees.map(Hide), max_size=4)


def seen(claim: Any, path: Path, shown: frozenset[Path]) -> Any:
    """What a reader should see: the model of `issue`, `present` and `verify` together."""
    if isinstance(claim, Unfilled):
        return seen(claim.claims, path, shown)
    if isinstance(claim, dict):
        return {
            name: seen(part.value if isinstance(part, Hide) else part, (*path, name), shown)
            for name, part in claim.items()
            if not isinstance(part, Hide) or (*path, name) in shown
        }
    if isinstance(claim, list):
        return [
            (seen(part.value, (*path, place), shown) if (*path, place) in shown else HIDDEN)
            if isinstance(part, Hide)
            else seen(part, (*path, place), shown)
            for place, part in enumerate(claim)
        ]
    return claim


@given(roots, st.data())
def test_any_choice_shows_exactly_the_choice(claims: dict[str, Any], data: st.DataObject) -> None:
    seal = issued(claims)
    chosen = [path for path in seal.disclosures if data.draw(st.booleans())]
    shown = sdjwt.with_parents(seal, chosen)
    token = sdjwt.present(seal, shown)
    opened = sdjwt.verify(token, typ=TYP).opened
    assert opened.claims == seen(claims, (), shown)
    assert frozenset(opened.shown) == shown
    for path in seal.disclosures.keys() - shown:
        assert seal.disclosures[path] not in token
        assert b64url(derived_salt(SECRET)(path)) not in token


# ---- other libraries -----------------------------------------------------------------------------------


def without_hidden(claims: Any) -> Any:
    if isinstance(claims, dict):
        return {name: without_hidden(claim) for name, claim in claims.items()}
    if isinstance(claims, list):
        return [without_hidden(part) for part in claims if part is not HIDDEN]
    return claims


def test_another_library_reads_what_we_present() -> None:
    seal = issued(RECORD)
    key = JWK(kty="OKP", crv="Ed25519", x=b64url(PUBLIC))
    for hidden in [(), ("kind",), ("names", 1), ("text", 0, "s", 1, "t"), ("born", "month")]:
        token = sdjwt.present(seal, [path for path in seal.disclosures if path != hidden])
        theirs = SDJWTVerifier(token, lambda _issuer, _header: key).get_verified_payload()
        assert theirs == without_hidden(sdjwt.verify(token, typ=TYP).opened.claims)


def test_we_read_what_another_library_issues() -> None:
    key = JWK(kty="OKP", crv="Ed25519", x=b64url(PUBLIC), d=b64url(bytes(range(32))))
    claims = {SDObj("a"): {SDObj("b"): "ё", "c": [SDObj(1), 2]}, "d": 5}
    headers = {"typ": TYP, "jwk": {"kty": "OKP", "crv": "Ed25519", "x": b64url(PUBLIC)}}
    issuer = SDJWTIssuer(
        claims, key, sign_alg="Ed25519", add_decoy_claims=True, extra_header_parameters=headers
    )
    verified = sdjwt.verify(issuer.sd_jwt_issuance, typ=TYP)
    assert verified.opened.claims == {"a": {"b": "ё", "c": [1, 2]}, "d": 5}
    assert set(verified.opened.shown) == {("a",), ("a", "b"), ("a", "c", 0)}


# ---- hostile tokens ------------------------------------------------------------------------------------


def test_the_hand_made_token_is_good_when_nothing_is_wrong() -> None:
    good = token_of({"_sd": [digest_of(NESTED)]}, NESTED, CLAIM)
    assert sdjwt.verify(good, typ=TYP).opened.claims == {"b": {"a": 1}}
    assert sdjwt.verify(good.encode(), typ=TYP) == sdjwt.verify(good, typ=TYP)
    assert sdjwt.verify(token_of({"l": [{"...": digest_of(ELEMENT)}]}, ELEMENT), typ=TYP).opened.claims == {
        "l": [1]
    }


@pytest.mark.parametrize(("payload", "disclosures", "problem"), PAYLOADS)
def test_what_must_be_rejected(payload: Any, disclosures: list[Any], problem: str) -> None:
    assert problem_of(token_of(payload, *disclosures)) == problem


@pytest.mark.parametrize(("header", "problem"), HEADERS)
def test_a_header_is_ours_or_none(header: Any, problem: str) -> None:
    assert problem_of(token_of({}, header=header)) == problem


@pytest.mark.parametrize(("token", "problem"), FORMS)
def test_a_token_of_another_form(token: str | bytes, problem: str) -> None:
    assert problem_of(token) == problem


def test_a_token_too_large_to_be_ours() -> None:
    assert problem_of("x" * (64 * 1024 * 1024 + 1)) == "too-large"
    assert problem_of(token_of({}) + "~" * 200_001) == "too-large"


def test_disclosures_within_disclosures_end_somewhere() -> None:
    def nested(levels: int) -> str:
        inner: Any = ["x", 0]
        chain = [inner]
        for _ in range(levels - 1):
            inner = ["x", [{"...": digest_of(inner)}]]
            chain.append(inner)
        return token_of({"l": [{"...": digest_of(inner)}]}, *chain)

    assert sdjwt.verify(nested(63), typ=TYP)
    assert problem_of(nested(64)) == "too-large"


def test_no_byte_of_a_token_can_be_changed() -> None:
    seal = issued({"v": 1, "a": Hide("word"), "l": [Hide("x")]})
    token = sdjwt.present(seal, seal.disclosures)
    for place in range(len(token)):
        for other in "Ax.~":
            if token[place] != other:
                assert problem_of(token[:place] + other + token[place + 1 :])


def test_disclosures_of_two_seals_do_not_mix() -> None:
    one, two = issued(RECORD), issued(RECORD, bytes(32))
    for path in one.disclosures:
        assert problem_of(sdjwt.add(sdjwt.present(one, []), [two.disclosures[path]])) == "unreferenced"


def test_what_another_library_lets_pass_we_refuse() -> None:
    """Why the verifier is our own: sd-jwt 0.10 takes an extra disclosure and drops a replaced one silently."""
    seal = issued(RECORD)
    key = JWK(kty="OKP", crv="Ed25519", x=b64url(PUBLIC))
    for token in (
        sdjwt.add(sdjwt.present(seal, [("kind",)]), [b64url(write_json(["salt", "extra", True]))]),
        sdjwt.add(sdjwt.present(seal, []), [b64url(write_json(["salt", "kind", "dossier"]))]),
    ):
        assert SDJWTVerifier(token, lambda _issuer, _header: key).get_verified_payload()["version"] == 1
        assert problem_of(token) == SdJwtProblem.UNREFERENCED


TOKEN = token_of({"_sd": [digest_of(NESTED)], "l": [{"...": digest_of(ELEMENT)}]}, NESTED, CLAIM, ELEMENT)


@given(st.data())
def test_hostile_tokens_raise_only_damage(data: st.DataObject) -> None:
    hostile = list(TOKEN)
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(hostile) - 1))
        hostile[place : place + data.draw(st.integers(0, 6))] = data.draw(st.text("Ax.~é\0", max_size=4))
    token = "".join(hostile)
    if token != TOKEN:
        assert problem_of(token)


hostile_json = st.recursive(
    st.none()
    | st.integers(0, 2)
    | st.sampled_from(["a", "_sd", "...", digest_of(CLAIM), digest_of(ELEMENT)]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "_sd", "...", "_sd_alg"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(hostile_json, st.lists(hostile_json, max_size=3))
def test_hostile_claims_that_are_signed_raise_only_damage(payload: Any, more: list[Any]) -> None:
    given_disclosures = [CLAIM, ELEMENT, *more]
    if isinstance(payload, dict) and more:
        payload = payload | {"_sd": [digest_of(disclosure) for disclosure in given_disclosures]}
    for count in range(len(given_disclosures) + 1):
        try:
            opened = sdjwt.verify(token_of(payload, *given_disclosures[:count]), typ=TYP).opened
        except BadSdJwt:
            continue
        assert len(opened.shown) == count


def test_a_long_testimony_is_sealed_and_verified() -> None:
    """About 2,000 words: 110 sentences of 18 spans; nothing quadratic, no limit met."""
    words = itertools.count()
    seal = issued({"version": 1, "text": Hide(text_of([[f"word{next(words)} "] * 18 for _ in range(110)]))})
    assert len(seal.disclosures) == 110 * 19 + 1
    opened = sdjwt.verify(sdjwt.present(seal, seal.disclosures), typ=TYP).opened
    assert len(opened.claims["text"]) == 110


def test_a_slip_is_short() -> None:
    """One word of a seal is opened with a slip a hand can type."""
    seal = issued({"text": Hide(text_of([["one ", "Marat "]]))})
    slip = seal.disclosures["text", 0, "s", 1, "t"]
    assert json.loads(base64.urlsafe_b64decode(slip + "==")) == [
        b64url(derived_salt(SECRET)(("text", 0, "s", 1, "t"))), "t", "Marat ",
    ]  # fmt: skip
    assert len(slip) < 60
