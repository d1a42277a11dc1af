"""Words too common to find anything by, in Polish and English."""

from __future__ import annotations

from sight_domain.language import Language

_POLISH = """
a aby ach aczkolwiek albo ale ależ ani aż bardziej bardzo bez bo bowiem by byli bym być był była było były
byłby byłaby będą będzie będąc chociaż choć ci ciebie cię co coraz coś czy czyli czym czemu dla dlaczego
dlatego do dokąd dość dziś gdy gdyby gdyż gdzie go i ich ile im inna inne inny innych iż ja jak jaka jaki
jakie jakiego jakiej jakich jakim jakimi jaką jako jakoś je jeden jedna jednak jednakże jedno jego jej jemu
jest jestem jesteśmy jeszcze jeśli jeżeli już ją każda każde każdy kiedy kilka kim kimś ktoś kto która
które którego której którzy który których którym którymi którą ku lecz lub ma mają mam mi mimo między mnie
mną moja moje może można mój mu my na nad nam nami nas nasz nasza nasze natomiast nawet nią nich nie niego
niej niemu nim nimi niż no np nic o obok od on ona one oni ono oraz oto pan pani po pod podczas pomimo
ponad ponieważ poza przed przede przez przy raz również sam sama są się skąd sobie sobą swoja swoje swój
swoją swego swej swoich ta tak taka taki takie takich także tam te tego tej tę ten teraz też to tobie tobą
toteż tu tutaj twoja twoje twój ty tych tylko tym tymi tą u w we według wiele wielu więc wy z za zaś zawsze
ze został została zostało zostały że żaden żadna żadne żeby
"""
_ENGLISH = """
a about above after again against all also am an and any are aren't as at be because been before being
below between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during
each few for from further had hadn't has hasn't have haven't having he her here hers herself him himself his
how i if in into is isn't it its itself just me more most mustn't my myself no nor not of off on once only or
other our ours ourselves out over own same she should shouldn't so some such than that the their theirs them
themselves then there these they this those through to too under until up upon very was wasn't we were
weren't what when where whether which while who whom whose why will with won't would wouldn't you your yours
yourself yourselves s t
"""
STOP_WORDS: dict[Language, frozenset[str]] = {
    "pl": frozenset(_POLISH.split()),
    "en": frozenset(_ENGLISH.split()),
}
