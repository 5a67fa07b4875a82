"""Packs the states of dossiers for their table: a dossier is written ten times, and most of it is the names of fields.

A packed state begins with the number of the words it was packed with; a state of an older centre is plain JSON.
"""

import threading

import zstandard

from central_sync.protocol.codec import WireFault, decode_state, encode_state
from dossier.state import Dossier

_LEVEL = -1
"""A quarter of the time of the usual level for a tenth more room."""
_FIRST_WORDS = (  # what most states say; never to be changed: what was packed with it opens with it alone
    '"course":{"request":"","declaration":"","reason":{"code":"","words":""},"supplements":[{"asked_at":"",'
    '"received_at":null}],"answer_by":"","supplied":[],"extension":null,"apologies":0,"charges":[],'
    '"opinions":[{"id":"","office":"","question":"","deadline":"","asked_by":"","asked_at":"","joint":false,'
    '"order":0,"text":"","file":null,"answered_by":null,"answered_at":null}],"post":{"carrier":"","tracking":"",'
    '"given_at":"","proof":""},"resume":null,"earlier":[],"lost":[]}"tasks":[{"rev":,"task":{"code":"",'
    '"params":[["",""]]}}],"attached":[{"slot":,"rev":,"device":""}],"lines":[{"number":"","amount":,"method":"",'
    '"at":"","by":"","cancelled_by":null,"why":""}]"form":"certified","form":"photo","form":"electronic",'
    '"outcome":"merged","outcome":"noted","stage":"received","stage":"handed_over","stage":"accepted",'
    '"stage":"assigned","stage":"proposed","stage":"approved","stage":"numbered","stage":"signed",'
    '"stage":"at_counter","stage":"returned",{"id":"","rev":,"office":"000.","custody":"000.","stage":"",'
    '"procedure":"","applicant":{"name":"","id_number":"","born":"","gender":"Nữ","address":"phường ",'
    '"phone":"0","email":""},"rules":"","code":"000.","book":"","book_number":,"channel":"direct",'
    '"at_once":false,"visit":"","secret_key":"","sets":1,"copies":0,"pages":0,"assignee":"","received_by":"",'
    '"values":[{"field":"ho_ten","value":""},{"field":"so_dinh_danh","value":""},{"field":"noi_cu_tru",'
    '"value":""},{"field":"","value":""}],"papers":[{"slot":1,"code":"","name":"","form":"original","quantity":1,'
    '"shown_only":false,"file":null,"reuse":null},{"slot":2,"code":"","name":"","form":"original","quantity":1,'
    '"shown_only":false,"file":null,"reuse":null}],"asked":[],"reason":"","slip_number":0,'
    '"clock":{"accepted_at":"T","original_due":"T17:00:00","due":"T17:00:00","hand_over_by":"T17:00:00",'
    '"finished_at":null},"money":{"owed":0,"paid":0,"receipts":[],"lines":[]},"result":{"grant":true,'
    '"proposed_by":null,"proposal":"","draft":{"sha256":"","size":,"pages":1},"spot":null,"symbol":"","day":null,'
    '"file":null,"signer":"","signed_by":null,"signed_at":null,"on_paper":false},"delivery":{"way":"direct",'
    '"shelf":"","receiver":"","receiver_id":"","authorised":false,"returned_at":null},"trail":[{"rev":,"act":"",'
    '"kind":"collect_fee","at":"T","actor":"","office":"000.","outcome":"applied","text":""},{"rev":,"act":"",'
    '"kind":"attach_paper","at":"T","actor":"","office":"000.","outcome":"applied","text":""},{"rev":,"act":"",'
    '"kind":"note","at":"T","actor":"","office":"000.","outcome":"applied","text":""},{"rev":,"act":"",'
    '"kind":"sign","at":"T","actor":"","office":"000.","outcome":"applied","text":""},{"rev":,"act":"",'
    '"kind":"receive","at":"T","actor":"","office":"000.","outcome":"applied","text":""},{"rev":,"act":"",'
    '"kind":"hand_over","at":"T","actor":"","office":"000.","outcome":"applied","text":""},{"rev":,"act":"",'
    '"kind":"accept","at":"T","actor":"","office":"000.","outcome":"applied","text":""},{"rev":,"act":"",'
    '"kind":"assign","at":"T","actor":"","office":"000.","outcome":"applied","text":""},{"rev":,"act":"",'
    '"kind":"propose","at":"T","actor":"","office":"000.","outcome":"applied","text":""},{"rev":,"act":"",'
    '"kind":"approve","at":"T","actor":"","office":"000.","outcome":"applied","text":""},{"rev":,"act":"",'
    '"kind":"number","at":"T","actor":"","office":"000.","outcome":"applied","text":""},{"rev":,"act":"",'
    '"kind":"sign_on_paper","at":"T","actor":"","office":"000.","outcome":"applied","text":""},{"rev":,"act":"",'
    '"kind":"hand_result","at":"T","actor":"","office":"000.","outcome":"applied","text":""},{"rev":,"act":"",'
    '"kind":"return_result","at":"T","actor":"","office":"000.","outcome":"applied","text":""},],"tasks":[],'
    '"attached":[],"last_device":"","rev_elsewhere":0,"course":null}'
)
_MARK = b"\x01"
_PLAIN = b"{"
_LARGEST = 64 * 1024 * 1024


class _Contexts(threading.local):
    """What packs and unpacks in one thread."""

    def __init__(self) -> None:
        words = zstandard.ZstdCompressionDict(_FIRST_WORDS.encode(), dict_type=zstandard.DICT_TYPE_RAWCONTENT)
        words.precompute_compress(level=_LEVEL)
        self.compressor = zstandard.ZstdCompressor(level=_LEVEL, dict_data=words)
        self.decompressor = zstandard.ZstdDecompressor(dict_data=words)


_HERE = _Contexts()


def pack_state(state: Dossier) -> bytes:
    """The bytes that lie in the table."""
    return _MARK + _HERE.compressor.compress(encode_state(state))


def unpack_state(body: bytes) -> Dossier:
    """The state of such bytes; raises WireFault `state_malformed`."""
    return decode_state(unpacked(body))


def unpacked(body: bytes) -> bytes:
    """The state as plain JSON; raises WireFault `state_malformed`."""
    if body[:1] == _PLAIN:
        return body
    try:
        if body[:1] == _MARK:
            return _HERE.decompressor.decompress(body[1:], max_output_size=_LARGEST)
    except zstandard.ZstdError as fault:
        raise WireFault("state_malformed", "packed") from fault
    raise WireFault("state_malformed", "mark")
