"""Files as people and attackers hand them in, made here byte by byte."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from exchanges.files import contents

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="xml" ContentType="application/xml"/></Types>'
)
TEXT = "I have known her for nine years. 我认识她九年了。\n"


def upload(content: bytes = PDF, name: str = "letter.pdf") -> SimpleUploadedFile:
    made = SimpleUploadedFile("x", content)
    made._name = name  # type: ignore[attr-defined]  # as a browser sent it: Django's own cleaning of the name is not what is tested
    return made


def docx(*more: tuple[str, bytes], pack: int = zipfile.ZIP_DEFLATED, without: str = "") -> bytes:
    """A Word document with further parts."""
    parts = [("[Content_Types].xml", TYPES), ("_rels/.rels", b"<Relationships/>"), ("word/document.xml", b"<w:document/>"), *more]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", pack) as archive:
        for name, content in parts:
            if name != without:
                archive.writestr(name, content)
    return made.getvalue()


def xlsx(*more: tuple[str, bytes]) -> bytes:
    """An Excel workbook with further parts."""
    made = io.BytesIO()
    workbook = Workbook(write_only=True)
    workbook.create_sheet("预算").append(["Travel", 1200])
    workbook.save(made)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in more:
            archive.writestr(name, content)
    return made.getvalue()


def odt(*more: tuple[str, bytes], content: bytes = b"<office:document-content/>", kind: bytes = b"application/vnd.oasis.opendocument.text") -> bytes:
    """An OpenDocument text with further parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, part in [("mimetype", kind), ("content.xml", content), ("META-INF/manifest.xml", b"<manifest:manifest/>"), *more]:
            archive.writestr(name, part, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return made.getvalue()


def bomb(megabytes: int = 150) -> bytes:
    """A Word document of some hundred kilobytes that unpacks to so many megabytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(megabytes):
                part.write(bytes(1_000_000))
    return made.getvalue()


def lying_bomb() -> bytes:
    """The directory says ten bytes; the part unpacks to a hundred and twenty megabytes."""
    true = bomb(120)
    at = true.rindex(b"PK\x01\x02")
    return true[: at + 24] + struct.pack("<I", 10) + true[at + 28 :]


def overlapping() -> bytes:
    """Two parts that share their bytes, as in the bombs that unpack without nesting."""
    true = docx(("word/a.xml", b"a" * 5000), ("word/b.xml", b"b" * 5000))
    directory = true.index(b"PK\x01\x02")
    last, before = true.rindex(b"PK\x01\x02"), true.rindex(b"PK\x01\x02", directory, true.rindex(b"PK\x01\x02"))
    return true[: last + 42] + true[before + 42 : before + 46] + true[last + 46 :]


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int = 2, height: int = 2, after: bytes = b"") -> bytes:
    rows = b"".join(b"\0" + b"\xff\0\0" * width for _ in range(min(height, 2)))
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"") + after


def jpg(width: int = 2, height: int = 2, after: bytes = b"") -> bytes:
    """The frame of a picture without its dots: enough for whoever reads only its size."""
    start = b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\1\1\0\0\1\0\1\0\0"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    return start + frame + b"\xff\xda\0\x02" + b"0" * 40 + b"\xff\xd9" + after


# What is refused, each with the name it comes under and the types that are asked for.
_J = b"%PDF-1.4\n1 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj\n%%EOF\n"
HOSTILE: dict[str, tuple[bytes | Callable[[], bytes], str]] = {
    "nothing-in-it": (b"", "a.pdf"),
    "html-as-pdf": (b"<!doctype html><script>alert(1)</script>", "a.pdf"),
    "html-before-pdf": (b"<script>alert(1)</script>" + PDF, "a.pdf"),
    "junk-before-pdf": (b"GIF89a" + PDF, "a.pdf"),
    "pdf-cut-off": (PDF[:60], "a.pdf"),
    "pdf-with-javascript": (_J, "a.pdf"),
    "pdf-with-javascript-spelt-otherwise": (_J.replace(b"/JavaScript", b"/J#61vaS#63ript"), "a.pdf"),
    "pdf-with-javascript-after-a-megabyte": (_J.replace(b"1 0 obj", b"%" + b"x" * (1 << 20) + b"\n1 0 obj"), "a.pdf"),
    "pdf-that-launches": (PDF.replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/Launch/F(calc.exe)>>"), "a.pdf"),
    "pdf-that-launches-in-hex": (PDF.replace(b"/Type/Catalog", b"/OpenAction<</S/#4Caunch/F(calc.exe)>>"), "a.pdf"),
    "pdf-and-zip": (PDF + docx(), "a.pdf"),
    "zip-as-pdf": (docx(), "a.pdf"),
    "png-as-pdf": (png(), "a.pdf"),
    "pdf-as-png": (PDF, "a.png"),
    "pdf-as-docx": (PDF, "a.docx"),
    "pdf-as-txt": (PDF, "a.txt"),
    "html-as-txt": (b"\xef\xbb\xbf  <HTML><script>alert(1)</script>", "a.txt"),
    "svg-as-txt": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.txt"),
    "svg-as-png": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.png"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.svg"),
    "html": (b"<script>alert(1)</script>", "a.html"),
    "two-endings": (PDF, "a.pdf.html"),
    "no-ending": (PDF, "pdf"),
    "ending-turned-round": (b"<script>alert(1)</script>", "letter\u202efdp.html"),
    "program-as-txt": (b"MZ\x90\x00\x03" + bytes(200), "a.txt"),
    "program-as-pdf": (b"MZ\x90\x00\x03" + bytes(200), "a.pdf"),
    "nul-in-text": (b"a letter\0 with more", "a.txt"),
    "terminal-codes-in-text": (b"\x1b]0;title\x07 a letter", "a.txt"),
    "gif-and-script": (b"GIF89a=1;alert(1);//", "a.png"),
    "png-with-more-behind": (png(after=b"<script>alert(1)</script>"), "a.png"),
    "png-and-zip": (png(after=docx()), "a.png"),
    "png-cut-off": (png()[:40], "a.png"),
    "png-of-50000-by-50000": (png(50_000, 50_000), "a.png"),
    "png-of-no-size": (png(0, 1), "a.png"),
    "png-of-one-endless-chunk": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + bytes(17) + b"\xff\xff\xff\xffIDAT", "a.png"),
    "jpg-of-60000-by-60000": (jpg(60_000, 60_000), "a.jpg"),
    "jpg-and-zip": (jpg(after=docx()), "a.jpg"),
    "jpg-without-a-frame": (b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xd9", "a.jpg"),
    "docx-with-macros": (docx(("word/vbaProject.bin", b"x")), "a.docx"),
    "docx-with-controls": (docx(("word/activeX/activeX1.xml", b"<x/>")), "a.docx"),
    "docx-with-a-program": (docx(("word/embeddings/oleObject1.bin", b"x")), "a.docx"),
    "docx-that-says-macros": (docx(("word/_rels/x.rels", b'ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"')), "a.docx"),
    "docx-with-a-template-from-elsewhere": (
        docx(("word/_rels/settings.xml.rels", b'<Relationship Type="x/attachedTemplate" Target="http://evil.example" TargetMode="External"/>')),
        "a.docx",
    ),
    "xlsx-as-docx": (xlsx(), "a.docx"),
    "xlsx-with-macros": (xlsx(("xl/vbaProject.bin", b"x")), "a.xlsx"),
    "xlsx-with-old-macros": (xlsx(("xl/macrosheets/sheet1.xml", b"<x/>")), "a.xlsx"),
    "xlsx-with-rows-from-elsewhere": (xlsx(("xl/externalLinks/externalLink1.xml", b"<x/>")), "a.xlsx"),
    "odt-with-a-script": (odt(("Basic/Standard/Module1.xml", b"<x/>")), "a.odt"),
    "odt-with-a-listener": (odt(content=b'<office:event-listeners><script:event-listener script:language="ooo:script"/>'), "a.odt"),
    "ods-as-odt": (odt(kind=b"application/vnd.oasis.opendocument.spreadsheet"), "a.odt"),
    "docx-as-odt": (docx(), "a.odt"),
    "docx-without-a-document": (docx(without="word/document.xml"), "a.docx"),
    "docx-with-a-name-twice": (docx(("word/document.xml2", b"x")).replace(b"word/document.xml2", b"word/document.xml\0"), "a.docx"),
    "docx-that-shares-bytes": (overlapping, "a.docx"),
    "docx-behind-a-page": (b"<html></html>" + docx(), "a.docx"),
    "docx-cut-off": (docx()[:-30], "a.docx"),
    "docx-damaged": (docx(("word/big.xml", b"q" * 9000), pack=zipfile.ZIP_STORED).replace(b"qqqq", b"qqqx", 1), "a.docx"),
    "docx-of-5000-parts": (docx(*((f"word/{n}.xml", b"") for n in range(5000))), "a.docx"),
    "docx-bomb": (bomb, "a.docx"),
    "docx-bomb-that-lies": (lying_bomb, "a.docx"),
    "gzip-as-docx": (zlib.compress(bytes(1000)), "a.docx"),
}
ALL: Any = tuple(contents.KINDS)
