"""The sentence encoder as a part of a spaCy pipeline: text to 384 numbers on ``Doc``.

Importing this room loads spaCy and registers the part, after which any pipeline takes it::

    nlp.add_pipe("sentence_encoder")
    nlp("Een mentor heeft tijd nodig.")._.sentence_vector
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol

from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc
from spacy.util import minibatch

from analysis.embed import Encoder, Vectors

NAME = "sentence_encoder"
EXTENSION = "sentence_vector"
BATCH = 64  # texts; only a cache before the encoder has use for more at once


class TextEncoder(Protocol):
    """What encodes texts: an ``Encoder``, or a cache before it."""

    def encode(self, texts: Sequence[str], /) -> Vectors: ...


class SentenceEncoder(Pipe):
    """Sets ``doc._.sentence_vector``: float32 (384,) of length 1, or ``None`` for a blank text.

    :param name: what the part is called in its pipeline.
    :param threads: how many threads one text may use.
    """

    def __init__(self, name: str = NAME, threads: int = 1) -> None:
        self.name = name
        self.threads = threads
        self._encoder: TextEncoder | None = None

    @property
    def encoder(self) -> TextEncoder:
        """The encoder in use; may be set, to one with a cache before it. Without that, the model
        is read when the first text comes by."""
        if self._encoder is None:
            self._encoder = Encoder(self.threads)
        return self._encoder

    @encoder.setter
    def encoder(self, encoder: TextEncoder) -> None:
        self._encoder = encoder

    def __call__(self, doc: Doc) -> Doc:
        self.set_annotations([doc], self.predict([doc]))
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = BATCH) -> Iterator[Doc]:
        """Encode a stream of documents, so many at once; what fails goes to the error handler."""
        failed: Callable[..., Any] = self.get_error_handler()
        for batch in minibatch(stream, size=batch_size):
            docs = list(batch)
            try:
                self.set_annotations(docs, self.predict(docs))
            except Exception as problem:  # whatever it is, the pipeline's own handler decides
                failed(self.name, self, docs, problem)
            else:
                yield from docs

    def predict(self, docs: Sequence[Doc]) -> Vectors:
        """:returns: float32 (m, 384), a row for each document that is not blank, in their order
        :raises ValueError: when a text holds a NUL character.
        """
        return self.encoder.encode([doc.text for doc in docs if doc.text.strip()])

    def set_annotations(self, docs: Sequence[Doc], vectors: Vectors) -> None:
        """Put what :meth:`predict` returned on the same documents."""
        rows = iter(vectors)
        for doc in docs:
            doc._.set(EXTENSION, next(rows) if doc.text.strip() else None)


if not Doc.has_extension(EXTENSION):
    Doc.set_extension(EXTENSION, default=None)


@Language.factory(NAME, assigns=[f"doc._.{EXTENSION}"], default_config={"threads": 1})
def make_sentence_encoder(nlp: Language, name: str, threads: int) -> SentenceEncoder:
    """What ``nlp.add_pipe("sentence_encoder", config={"threads": 1})`` calls."""
    return SentenceEncoder(name, threads)
