"""The packaged rule books, as steps take them."""

from spanishgas.bronze.registry import ColumnRegistry
from spanishgas.decide.levers import Levers
from spanishgas.decide.reasons import ReasonTexts
from spanishgas.decide.responses import Responses
from spanishgas.model.experiments import Experiments
from spanishgas.model.feature_sources import FeatureSources
from spanishgas.model.reason_families import ReasonFamilies
from spanishgas.monitoring.value_horizon import StayRules
from spanishgas.policy import Policy
from spanishgas.silver.intent import Intents
from spanishgas.silver.names import Names
from spanishgas.silver.reading_rules import ReadingRules
from spanishgas.silver.tariff_periods import TariffPeriods
from spanishgas.texts.topics import ServiceWords
from spanishgas.texts.vader import Lexicon

COLUMNS = ColumnRegistry.load()
TARIFF_PERIODS = TariffPeriods.load()
READING_RULES = ReadingRules.load()
NAMES = Names.load()
INTENTS = Intents.load()
LEXICON = Lexicon.load()
SERVICE_WORDS = ServiceWords.load()
EXPERIMENTS = Experiments.load()
FEATURE_SOURCES = FeatureSources.load()
REASON_TEXTS = ReasonTexts.load()
REASON_FAMILIES = ReasonFamilies.load()
LEVERS = Levers.load()
RESPONSES = Responses.load()
STAY_RULES = StayRules.load()
POLICY = Policy.load()
