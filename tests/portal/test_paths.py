import pytest

from portal.paths import IdConverter


def test_id_in_a_path_fits_a_bigint() -> None:
    assert IdConverter().to_python("9223372036854775807") == 2**63 - 1
    with pytest.raises(ValueError, match="9223372036854775808"):
        IdConverter().to_python("9223372036854775808")
    assert IdConverter().to_url(42) == "42"
