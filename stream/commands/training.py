"""The command that trains the recogniser."""

from pathlib import Path

import click

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.option("--anercorp", type=_FILE, required=True, help="ANERcorp, CAMeL Lab's training split.")
@click.option("--wikifane", type=_FILE, required=True, help="WikiFANE Gold, coarse tags.")
@click.option("--aqmar", type=_FOLDER, required=True, help="Folder of AQMAR's articles.")
@click.option(
    "--wojood", type=_FILE, required=True, multiple=True, help="A file of the Wojood sample; repeatable."
)
@click.option("--text", "texts", type=_FILE, required=True, multiple=True, help="Raw text, .xz; repeatable.")
@click.option("--arwikicats", type=_FILE, required=True, help="Names of ArWikiCats, .tsv.")
@click.option("--camel", type=_FILE, required=True, help="Proper nouns of CAMeL Morph, .tsv.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder for the weights."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Of everything random.")
def train(  # noqa: PLR0913  one file each
    *,
    anercorp: Path,
    wikifane: Path,
    aqmar: Path,
    wojood: tuple[Path, ...],
    texts: tuple[Path, ...],
    arwikicats: Path,
    camel: Path,
    out: Path,
    seed: int,
) -> None:
    """Train the recogniser from documented inputs: the same inputs give the same weights.

    The model card names the data and their licences. Needs the extra `train`.
    """
    try:
        from stream.train.run import Inputs, run
    except ImportError as error:
        raise click.ClickException(f"{error}: install newsstream with its extra `train`") from None
    inputs = Inputs(anercorp, wikifane, aqmar, wojood, texts, arwikicats, camel)
    run(inputs, out, seed=seed, tell=click.echo)
