"""The demo: a whole province of invented people in real communes, so that a stranger can try everything.

`sizes` how large · `geography`, `plan`, `planning`, `tree` the communes and the institutions on both sides of the
reform of 2025 · `naming`, `persons`, `pupils`, `staffing` the people · `roll`, `classrooms`, `books` two school years
of them · `curves`, `marks`, `remarks` what teachers write · `chance`, `writing`, `world` how it is made: by seed, by
COPY · `building`, `loading` making it once · `accounts`, `schools`, `serving` what the command shows and starts.

Nothing here is imported by any room. All people are invented; places are real.
"""
