"""Every text in a produced file, told by its content and not by its name."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from itertools import chain

_IMAGE_DATA = re.compile(rb"\xff\xda.*?\xff\xd9", re.DOTALL)  # a JPEG's pixels, from start of scan to end of image
_UTF8 = rb"[\t\r\n\x20-\x7e]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
_RUN = re.compile(rb"(?:" + _UTF8 + rb"){8,}")
_RUN16 = re.compile(rb"(?:[\t\r\n\x20-\x7e]\0){4,}")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_FOLDED = re.compile(rb"\r?\n[ \t]")
_FONTS = (b"wOF2", b"wOFF")  # no image, for which Pillow would load all that it knows of images to find out
_CHARSET = re.compile(rb"\A(?:ASCII|JIS|UNICODE)\0+")  # before an EXIF comment
_HYPHEN = re.compile("(?:[-\u2010\u00ad][ \t]*\n|\ufffe)\\s*")  # PDFium marks a hyphen at a line's end as U+FFFE


def texts_of(data: bytes) -> Iterator[str]:
    """Every text in a produced file, told by its content and not by its name."""
    if data.startswith(b"\x1f\x8b"):
        yield from _binary(data[:128])  # its header may name the file
        yield from texts_of(_inflate(data, 31))
    elif b"%PDF-" in data[:1024]:
        yield from _pdf(data)
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")) and not data.startswith(b"\xff\xfe\0\0"):
        yield data.decode("utf-16", "replace")
    elif b"\0" in data:
        if not data.startswith(_FONTS):
            yield from _image(data)
        yield from _binary(data)
    else:
        yield _text(data)
        if b"BEGIN:V" in data[:64]:
            yield _text(_FOLDED.sub(b"", data))


def _text(data: bytes) -> str:
    """The bytes as UTF-8, or as Latin-1 if they are not."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1") + " \n " + data.decode("utf-8", "ignore")


def _inflate(data: bytes, window: int) -> bytes:
    """As much as can be decompressed, of each member."""
    whole = bytearray()
    while data:
        machine = zlib.decompressobj(window)
        try:
            for start in range(0, len(data), 4096):
                whole += machine.decompress(data[start : start + 4096])
                if machine.eof:
                    break
            data = machine.unused_data + data[start + 4096 :] if machine.eof else b""
        except zlib.error:
            break
    return bytes(whole)


def _binary(data: bytes) -> Iterator[str]:
    """The runs of printable characters in anything, without the pixels of a JPEG or PNG."""
    if data.startswith(b"\x89PNG"):
        data = _without_pixels(data)
    data = _IMAGE_DATA.sub(b"\0", data)
    yield "\n".join(run.decode("utf-8", "ignore") for run in _RUN.findall(data))
    yield "\n".join(run.replace(b"\0", b"").decode("ascii") for run in _RUN16.findall(data))


def _without_pixels(data: bytes) -> bytes:
    """A PNG without its IDAT chunks."""
    kept, at = [], 8
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if end > len(data):
            break
        if data[at + 4 : at + 8] != b"IDAT":
            kept.append(data[at + 4 : end - 4])
        at = end
    return b"\0".join([*kept, data[at:]])


def _loose(value: object) -> Iterator[str]:
    """The texts in a value of metadata, whatever their encoding."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        value = _CHARSET.sub(b"", value)
        yield value.decode("utf-8", "ignore").replace("\0", "")
        yield value.decode("latin-1")
        yield value.decode("utf-16-le", "ignore")
        yield value.decode("utf-16-be", "ignore")
    elif isinstance(value, Mapping):
        yield from chain.from_iterable(_loose(item) for pair in value.items() for item in pair)
    elif isinstance(value, (list, tuple)):
        yield from chain.from_iterable(map(_loose, value))


def _image(data: bytes) -> Iterator[str]:
    """What Pillow knows of an image: text chunks, comments, EXIF, XMP; nothing if it is no image."""
    from io import BytesIO

    from PIL import ExifTags, Image

    try:
        with Image.open(BytesIO(data)) as image:
            yield from _loose({key: value for key, value in image.info.items() if key not in ("exif", "icc_profile")})
            exif = image.getexif()
            yield from _loose(dict(exif))
            for part in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo, ExifTags.IFD.IFD1):
                yield from _loose(dict(exif.get_ifd(part)))
            yield from _loose(getattr(image, "text", None))
    except Exception:  # Pillow raises many kinds for a corrupt image; its raw bytes are read too
        return


def _pdf(data: bytes) -> Iterator[str]:
    """A PDF's text, every string in its objects, its metadata and attachments, and its raw bytes."""
    try:
        yield from _pdf_objects(data)
        text = _pdf_text(data)
    except Exception:  # both readers raise many kinds for a corrupt file; then what can be decompressed is read
        yield from _binary(data)
        for stream in _STREAM.findall(data):
            yield from _binary(_inflate(stream, 15))
        return
    yield from _binary(_STREAM.sub(b"", data))
    yield text
    if _HYPHEN.search(text):
        yield _HYPHEN.sub("", text)


def _pdf_text(data: bytes) -> str:
    """What stands on a PDF's pages; PDFium reads it in a tenth of the time that pypdf takes."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    return "\n".join(pages).replace("\r", "")


def _pdf_objects(data: bytes) -> Iterator[str]:
    """The strings in all objects, also in those that nothing leads to, and the texts of embedded files and XMP metadata."""
    from io import BytesIO
    from json import loads

    import pikepdf

    strings: list[str] = []
    with pikepdf.open(BytesIO(data), suppress_warnings=True) as pdf:
        for each in (pdf.trailer, *pdf.objects):
            stack = [loads(each.to_json(dereference=True, schema_version=2))]
            while stack:
                item = stack.pop()
                if isinstance(item, str):
                    strings.extend(_loose(bytes.fromhex(item[2:]) if item.startswith("b:") else item.removeprefix("u:")))
                elif isinstance(item, dict):
                    stack.extend(chain(item, item.values()))
                elif isinstance(item, list):
                    stack.extend(item)
            if isinstance(each, pikepdf.Stream) and each.get("/Type") in ("/Metadata", "/EmbeddedFile"):
                yield from texts_of(each.read_bytes())
    yield "\n.\n".join(strings)
