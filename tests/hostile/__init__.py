"""Files, folders and zips made to hurt: each is refused in a line like any other, soon, and leaves no trace."""
