"""Build settings that pyproject.toml cannot hold; everything else stands there."""

from setuptools import Distribution, setup


class WithSettings(Distribution):
    """An editable installation of setuptools asks whether there is data, by a name that it does not define itself.

    Without an answer it leaves ``[tool.setuptools.data-files]`` out, and Jupyter does not find the settings.
    """

    def has_data(self) -> bool:
        """Tell whether there are files to put beside the package."""
        return self.has_data_files()


setup(distclass=WithSettings)
