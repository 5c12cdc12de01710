"""What every kind of attack has."""


class Kind:
    """Trials are numbered; a number says all that is not drawn from the trial's random numbers."""

    option = None  # of tools/attack: how many are wanted

    def __init__(self, ground):
        self.ground = ground
        self.pipelines = list(ground.pipelines)

    def wanted(self):
        return getattr(self.ground.options, self.option)

    def done(self, trial):
        """How much of what is wanted a trial was."""
        return 1 if trial.blows else 0

    def numbers(self):
        # A blow that falls too late is tried again, but not for ever.
        return range(10 * self.wanted() + 10 if self.wanted() else 0)

    def pipeline_of(self, number):
        return self.pipelines[number % len(self.pipelines)]

    def fight(self, trial, number):
        """Disturbs and judges.  Raises Loss."""
        raise NotImplementedError
