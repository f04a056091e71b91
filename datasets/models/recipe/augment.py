"""What training sentences go through, so that a pipeline learns to do without.

One sentence in ten is seen in lower case, because people type so on a phone. And of three words in
ten the learnt feature of the word itself is hidden: on 60,000 words of text a network otherwise
learns them by heart, and looks too little at the word vectors, the ends and the shapes of words,
which is all that it has for the others.
"""

from collections.abc import Callable, Iterator
from random import Random

from spacy.language import Language
from spacy.training import Example
from spacy.training.augment import lower_casing_augmenter
from spacy.util import registry


@registry.augmenters("gesprekstafel.forgetful.v1")
def forgetful(
    lower: float, hidden: float, seed: int
) -> Callable[[Language, Example], Iterator[Example]]:
    """An augmenter.

    :param lower: share of the sentences seen in lower case.
    :param hidden: share of the words whose NORM is replaced by one that is nowhere else.
    """
    chance = Random(seed)

    def augment(nlp: Language, example: Example) -> Iterator[Example]:
        for seen in lower_casing_augmenter(nlp, example, level=lower):
            for token in seen.predicted:
                if chance.random() < hidden:
                    token.norm_ = f"\0{chance.randrange(100_000)}"
            yield seen

    return augment
