"""The kinds of attack, by the first half of a trial's name."""
from .damage import Damage
from .finished import Finished
from .kills import Kills
from .operations import Operations
from .orphans import Orphans
from .signals import Signals
from .storms import Storms
from .together import Together

KINDS = {"kills": Kills, "operations": Operations, "signals": Signals, "storms": Storms, "orphans": Orphans,
         "together": Together, "finished": Finished, "damage": Damage}
