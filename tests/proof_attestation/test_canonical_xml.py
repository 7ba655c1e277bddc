"""Canonical XML against the recommendation's examples and the standard library."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enduse.errors import InputError
from enduse.proof.c14n import canonical, parse

START_AND_END_TAGS = b"""<doc>
   <e1   />
   <e2   ></e2>
   <e3   name = "elem3"   id="elem3"   />
   <e4   name="elem4"   id="elem4"   ></e4>
   <e5 a:attr="out" b:attr="sorted" attr2="all" attr="I'm"
      xmlns:b="http://www.ietf.org"
      xmlns:a="http://www.w3.org"
      xmlns="http://example.org"/>
   <e6 xmlns="" xmlns:a="http://www.w3.org">
      <e7 xmlns="http://www.ietf.org">
         <e8 xmlns="" xmlns:a="http://www.w3.org">
            <e9 xmlns="" xmlns:a="http://www.ietf.org"/>
         </e8>
      </e7>
   </e6>
</doc>"""
"""Canonical XML 1.1, section 3.3, less the attribute default that needs a document type."""

INCLUSIVE = b"""<doc>
   <e1></e1>
   <e2></e2>
   <e3 id="elem3" name="elem3"></e3>
   <e4 id="elem4" name="elem4"></e4>
   <e5 xmlns="http://example.org" xmlns:a="http://www.w3.org" xmlns:b="http://www.ietf.org" attr="I'm" attr2="all" \
b:attr="sorted" a:attr="out"></e5>
   <e6 xmlns:a="http://www.w3.org">
      <e7 xmlns="http://www.ietf.org">
         <e8 xmlns="">
            <e9 xmlns:a="http://www.ietf.org"></e9>
         </e8>
      </e7>
   </e6>
</doc>"""


def test_start_and_end_tags_as_in_the_recommendation() -> None:
    assert canonical(parse(START_AND_END_TAGS, "x")) == INCLUSIVE


def test_characters_and_references_as_in_the_recommendation() -> None:
    document = b"""<doc>
   <text>First line&#x0d;&#10;Second line</text>
   <value>&#x32;</value>
   <compute><![CDATA[value>"0" && value<"10" ?"valid":"error"]]></compute>
   <compute expr='value>"0" &amp;&amp; value&lt;"10" ?"valid":"error"'>valid</compute>
   <norm attr=' &apos;   &#x20;&#13;&#xa;&#9;   &apos; '/>
</doc>"""
    expected = b"""<doc>
   <text>First line&#xD;
Second line</text>
   <value>2</value>
   <compute>value&gt;"0" &amp;&amp; value&lt;"10" ?"valid":"error"</compute>
   <compute expr="value>&quot;0&quot; &amp;&amp; value&lt;&quot;10&quot; ?&quot;valid&quot;:&quot;error&quot;">valid</compute>
   <norm attr=" '    &#xD;&#xA;&#x9;   ' "></norm>
</doc>"""  # noqa: E501
    assert canonical(parse(document, "x")) == expected


def test_an_element_cut_out_keeps_namespaces_and_language_of_its_parents() -> None:
    root = parse(b'<a xmlns="urn:d" xmlns:p="urn:p" xml:lang="en" xml:id="r"><p:b><c/></p:b></a>', "x")
    (inner,) = root.find_all("urn:p", "b")
    expected = b'<p:b xmlns="urn:d" xmlns:p="urn:p" xml:lang="en"><c></c></p:b>'
    assert canonical(inner) == expected
    assert canonical(inner, version="1.0") == expected.replace(b'xml:lang="en"', b'xml:id="r" xml:lang="en"')
    assert canonical(inner, exclusive=True) == b'<p:b xmlns:p="urn:p"><c xmlns="urn:d"></c></p:b>'


names = st.sampled_from(["a", "b", "p:a", "p:b", "q:c"])
texts = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="&<>\"'"), max_size=8)


def elements() -> st.SearchStrategy[str]:
    attributes = st.dictionaries(st.sampled_from(["x", "y", "p:x", "q:y"]), texts, max_size=3)
    leaf = st.tuples(names, attributes, texts).map(lambda t: write(t[0], t[1], t[2]))

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        parts = st.tuples(names, attributes, st.lists(inner, max_size=3))
        return parts.map(lambda t: write(t[0], t[1], "".join(t[2])))

    return st.recursive(leaf, larger, max_leaves=8)


def write(name: str, attributes: dict[str, str], inner: str) -> str:
    joined = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{joined}>{inner}</{name}>"


@settings(max_examples=150, deadline=None)
@given(inner=elements())
def test_exclusive_form_agrees_with_the_standard_librarys_second_version(inner: str) -> None:
    """C14N 2.0 without options writes what exclusive C14N 1.0 writes."""
    text = f'<root xmlns="urn:d" xmlns:p="urn:p" xmlns:q="urn:q">{inner}</root>'
    assert canonical(parse(text.encode(), "x"), exclusive=True).decode() == ElementTree.canonicalize(text)


@settings(max_examples=100, deadline=None)
@given(inner=elements(), exclusive=st.booleans())
def test_the_canonical_form_of_a_canonical_form_is_itself(inner: str, exclusive: bool) -> None:
    text = f'<root xmlns:p="urn:p" xmlns:q="urn:q">{inner}</root>'
    once = canonical(parse(text.encode(), "x"), exclusive=exclusive)
    assert canonical(parse(once, "x"), exclusive=exclusive) == once


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (b'<!DOCTYPE a [<!ENTITY e "b">]><a>&e;</a>', "x: expected XML without a document type, found one. Remove it."),
        (b"<a>", "x: expected well-formed XML, found no element found. Fetch it again."),
        (b"<a></b>", "x: expected well-formed XML, found mismatched tag. Fetch it again."),
        (b"<a>" * 65 + b"</a>" * 65, "x: expected XML of at most 64 levels, found more. Give a manifest."),
        (b" " * (5 << 20), "x: expected at most 4 MiB of XML, found 5242880 bytes. Give one manifest."),
    ],
)  # fmt: skip
def test_unsafe_or_broken_xml_is_refused(document: bytes, sentence: str) -> None:
    with pytest.raises(InputError) as refused:
        parse(document, "x")
    assert str(refused.value) == sentence
