"""Videos that are encoded here: times, turns, pictures, and what happens when something is wrong with them."""

import io
import json
import re
import struct
import time
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from intake.confined import video, video_pictures
from intake.crypto.stream import Grant, MemoryRange, StreamWriter, open_stream
from intake.examination import clocks
from intake.records.claims import Kind, PictureRole
from tests.confined.filmed import Shot, examined, sink, stills
from tests.making_videos import box, frame, index_first, with_matrix, with_moov, with_times, with_two_descriptions
from tests.making_videos import video as made

RED_AT = {(0, False): (0, 0), (90, False): (0, -1), (180, False): (-1, -1), (270, False): (-1, 0), (0, True): (0, -1)}
MATRICES = {
    (0, False): (1, 0, 0, 1),
    (90, False): (0, 1, -1, 0),
    (180, False): (-1, 0, 0, -1),
    (270, False): (0, -1, 1, 0),
    (0, True): (-1, 0, 0, 1),
}


def _is_red(pixel: np.ndarray) -> bool:
    return pixel[0] > 170 and pixel[1] < 90 and pixel[2] < 90


class TestContainers:
    @pytest.mark.parametrize(
        "kind",
        [
            {"form": "mp4"},
            {"form": "mov"},
            {"form": "3gp", "codec": "mpeg4"},
            {"form": "matroska"},
            {"form": "webm", "codec": "libvpx"},
            {"form": "avi", "codec": "mpeg4"},
            {"form": "mpegts"},
            {"form": "flv"},
            {"form": "asf", "codec": "msmpeg4v3"},
            {"form": "mp4", "options": {"movflags": "frag_keyframe+empty_moov"}},
            {"form": "mp4", "options": {"movflags": "frag_keyframe+empty_moov+default_base_moof+cmaf"}},
            {"form": "mp4", "codec": "libx265", "pixels": "yuv420p10le"},
        ],
        ids=lambda kind: "-".join(str(value) for value in kind.values()),
    )
    def test_keyframes_and_pictures(self, kind):
        film = examined(made(**kind))
        assert film.answer.kind is Kind.VIDEO
        assert film.answer.readable
        assert (film.answer.width, film.answer.height, film.answer.rotation) == (160, 96, 0)
        start = film.seconds()[0]
        assert [round(at - start, 3) for at in film.seconds()] == pytest.approx([0.0, 0.5, 1.0, 1.5], abs=0.002)
        assert float(film.answer.duration or 0) == pytest.approx(2.0, abs=0.11)
        board = film.pictures(PictureRole.STORYBOARD)
        assert list(board) == [0, 1, 2, 3]
        for index, picture in board.items():
            wanted = frame(index * 5).astype(int)
            assert np.abs(picture.astype(int) - wanted).mean() < 12
        assert set(film.pictures(PictureRole.POSTER)) == set(film.pictures(PictureRole.THUMBNAIL)) <= {1, 2, 3}

    @pytest.mark.parametrize("form", ["mp4", "matroska", "mov"])
    def test_sound_is_told(self, form):
        film = examined(made(form=form, sound=True))
        assert "audio" in {claim.value for claim in film.answer.claims if claim.name.endswith(":Type")}

    @pytest.mark.parametrize(
        ("form", "codec"),
        [("ipod", "aac"), ("mp3", "libmp3lame"), ("wav", "pcm_s16le"), ("ogg", "libopus"), ("flac", "flac"), ("adts", "aac")],
    )
    def test_sound_alone(self, form, codec):
        film = examined(_sound(form, codec))
        assert film.answer.kind is Kind.AUDIO
        assert film.answer.readable
        assert film.answer.keyframes == ()
        assert not film.shots
        assert film.answer.width is None
        assert float(film.answer.duration or 0) == pytest.approx(1.0, abs=0.15)


def _sound(form: str, codec: str) -> bytes:
    import av

    target = io.BytesIO()
    with av.open(target, "w", format=form) as container:
        stream = container.add_stream(codec, rate=48000, layout="mono")
        layout = stream.codec_context.format.name
        for start in range(0, 48000, 960):
            part = av.AudioFrame(format=layout, layout="mono", samples=960)
            for plane in part.planes:
                plane.update(bytes(plane.buffer_size))
            part.sample_rate, part.pts, part.time_base = 48000, start, Fraction(1, 48000)
            container.mux(stream.encode(part))
        container.mux(stream.encode())
    return target.getvalue()


class TestTurns:
    @pytest.mark.parametrize("turn", MATRICES)
    def test_track_matrix(self, turn):
        film = examined(with_matrix(made(count=3), MATRICES[turn]))
        rotation, mirrored = turn
        assert (film.answer.rotation, film.answer.mirrored) == (rotation, mirrored)
        assert (film.answer.width, film.answer.height) == ((96, 160) if rotation % 180 else (160, 96))
        for _, _, picture in film.shots:
            assert _is_red(picture[RED_AT[turn]])
            assert picture.shape[1::-1] == (film.answer.width, film.answer.height)
        assert ("stored_mirrored" in film.codes()) is mirrored

    def test_movie_matrix_turns_further(self):
        data = with_matrix(with_matrix(made(count=3), MATRICES[90, False]), MATRICES[180, False], b"mvhd")
        assert examined(data).answer.rotation == 270

    @pytest.mark.parametrize("form", ["matroska", "mov"])
    def test_the_library_writes_it(self, form):
        film = examined(made(form=form, rotation=90, count=3))
        assert film.answer.rotation == 90
        assert all(_is_red(picture[0, -1]) for _, _, picture in film.shots)

    def test_no_right_angle_is_told(self):
        data = made(count=3)
        at = data.index(b"tkhd") + 44
        data = data[:at] + struct.pack(">9i", 46341, 46341, 0, -46341, 46341, 0, 0, 0, 0x40000000) + data[at + 36 :]
        assert "turn_not_right_angle" in examined(data).codes()


class TestTimes:
    def test_variable_frame_rate(self):
        film = examined(made(times=[0, 40, 200, 240, 900, 940, 2000], every=3))
        assert film.seconds() == [0.0, 0.24, 2.0]
        assert "variable_frame_rate" in film.codes()
        assert "variable_frame_rate" not in examined(made()).codes()

    def test_a_movie_that_is_older_than_its_kind(self):
        film = examined(with_times(made(count=3), 1_316_241_612))
        assert film.claims("QuickTime:CreateDate") == ["1945:09:16 06:40:12"]
        assert [o.detail for o in film.answer.observations if o.code == "header_time_since_1970"] == ["2011:09:17 06:40:12"]

    def test_impossible_times(self):
        assert "header_time_before_digital" in examined(with_times(made(count=3), 1)).codes()

    def test_a_time_in_the_future_is_for_whoever_knows_when_the_item_was_acquired(self):
        film = examined(with_times(made(count=3), 2**32 - 1))
        assert film.claims("QuickTime:CreateDate") == ["2040:02:06 06:28:15"]
        assert not [code for code in film.codes() if "future" in code]
        told = clocks.conflicts(clocks.times(film.answer.claims), "2026-11-25T03:00:00Z")
        assert [one.detail for one in told if one.code == "header_time_in_future"] == ["2040:02:06 06:28:15"]
        told = clocks.conflicts(clocks.times(film.answer.claims), "2040-02-06T00:00:00Z")
        assert "header_time_in_future" not in {one.code for one in told}

    def test_times_of_movie_and_track_differ(self):
        data = with_times(with_times(made(count=3), 3_700_000_000), 3_600_000_000, b"tkhd")
        assert "header_times_differ" in examined(data).codes()

    def test_every_run_is_the_same(self):
        data = made(times=[0, 33, 70, 101, 400], every=2)
        first, second = examined(data), examined(data)
        assert first.answer == second.answer
        assert [(role, index, picture.tobytes()) for role, index, picture in first.shots] == [
            (role, index, picture.tobytes()) for role, index, picture in second.shots
        ]


class TestStoryboard:
    def test_at_most_forty_spread_over_time(self):
        film = examined(made(count=200, every=1))
        board = film.pictures(PictureRole.STORYBOARD)
        assert len(film.answer.keyframes) == 200
        assert len(board) == video.STORYBOARD_MOST
        gaps = np.diff(list(board))
        assert gaps.max() - gaps.min() <= 1

    def test_sizes(self):
        film = examined(made(count=2, size=(1920, 1080)))
        assert {role: picture.shape[:2] for role, _, picture in film.shots} == {
            PictureRole.STORYBOARD: (270, 480),
            PictureRole.POSTER: (900, 1600),
            PictureRole.THUMBNAIL: (180, 320),
        }

    def test_stills_in_full_size_at_their_own_index(self):
        shots, told = stills(made(count=20), [3, 1, 1])
        assert [(role, index) for role, index, _ in shots] == [(PictureRole.STILL, 1), (PictureRole.STILL, 3)]
        for _, index, picture in shots:
            assert picture.shape == (96, 160, 3)
            assert np.abs(picture.astype(int) - frame((index or 0) * 5)).mean() < 10
        assert told == ()

    @pytest.mark.parametrize("form", ["matroska", "mpegts"])
    def test_stills_of_other_containers(self, form):
        shots, told = stills(made(form=form), [2])
        assert [index for _, index, _ in shots] == [2]
        assert told == ()

    def test_a_still_that_is_none(self):
        shots, told = stills(made(count=3), [7, -1])
        assert shots == []
        assert [observation.code for observation in told] == ["keyframe_unknown"]

    def test_several_descriptions_are_followed_by_the_library(self):
        plain, joined = examined(made(count=20)), examined(with_two_descriptions(made(count=20)))
        assert joined.seconds() == plain.seconds()
        assert [(role, index) for role, index, _ in joined.shots] == [(role, index) for role, index, _ in plain.shots]
        assert all((a[2] == b[2]).all() for a, b in zip(plain.shots, joined.shots, strict=True))

    def test_out_of_time_is_told_of_stills_too(self):
        told = video.still(io.BytesIO(made(count=20)), "video/mp4", [0], sink([]), budget=0.0)
        assert "examination_cut_short" in {observation.code for observation in told}

    def test_seeking_leads_to_the_same_pictures(self, monkeypatch):
        data = made(form="matroska", count=60, every=5)
        whole = examined(data)
        monkeypatch.setattr(video_pictures, "FORWARD_BYTES", 0)
        sought = examined(data)
        assert sought.answer == whole.answer
        assert all((a[2] == b[2]).all() for a, b in zip(whole.shots, sought.shots, strict=True))


class TestEncryptedStream:
    """The child reads through the decrypting stream and nothing else."""

    @staticmethod
    def _sealed(data: bytes) -> bytes:
        out = bytearray()
        writer = StreamWriter(out.extend, bytes(32), b"")
        writer.write(data)
        writer.finish()
        return bytes(out)

    def _opened(self, cipher: bytes, size: int):
        return open_stream(Grant(MemoryRange(cipher), 0, len(cipher), size, bytes(32), b""))

    @pytest.mark.parametrize("kind", [{"form": "mp4"}, {"form": "matroska"}, {"form": "avi", "codec": "mpeg4"}])
    def test_the_same_as_in_the_clear(self, kind):
        data = made(count=60, size=(640, 480), every=2, **kind)
        shots: list[Shot] = []
        answer = video.examine(self._opened(self._sealed(data), len(data)), "", sink(shots))
        plain: list[Shot] = []
        assert answer == video.examine(io.BytesIO(data), "", sink(plain))
        assert all((a[2] == b[2]).all() for a, b in zip(shots, plain, strict=True))

    def test_changed_ciphertext_is_told(self):
        data = made(count=20)
        cipher = bytearray(self._sealed(data))
        cipher[len(cipher) // 2] ^= 1
        answer = video.examine(self._opened(bytes(cipher), len(data)), "", sink([]))
        assert not answer.readable
        assert "stored_bytes_not_read" in {observation.code for observation in answer.observations}


class TestTrouble:
    def test_index_in_front_and_data_cut(self):
        data = index_first(made(count=40))
        assert len(examined(data).shots) == 10
        film = examined(data[: len(data) * 6 // 10])
        assert film.answer.readable
        assert 0 < len(film.answer.keyframes) < 8
        assert {"boxes_damaged", "media_data_missing"} <= film.codes()

    def test_no_index(self):
        data = made()
        film = examined(data[: data.rindex(b"moov") - 4])
        assert not film.answer.readable
        assert "index_missing" in film.codes()

    def test_zeros_in_the_middle(self):
        data = bytearray(made(count=20))
        at = data.index(b"mdat") + 4
        end = data.rindex(b"moov") - 4
        data[at + (end - at) * 4 // 10 : at + (end - at) * 6 // 10] = bytes((end - at) * 6 // 10 - (end - at) * 4 // 10)
        film = examined(bytes(data))
        assert film.seconds() == [0.0, 0.5, 1.0, 1.5]
        assert "pictures_without_data" in film.codes()

    def test_a_keyframe_of_noise(self):
        data = bytearray(made(count=20))
        keys = examined(bytes(data))
        at = data.index(b"mdat") + 4
        data[at + 4 : at + 1200] = b"\xa5" * 1196
        film = examined(bytes(data))
        assert film.seconds() == keys.seconds()
        assert film.codes() & {"keyframe_not_decoded", "keyframe_damaged"}

    def test_a_stream_that_fails_is_told(self):
        class Failing(io.BytesIO):
            def read(self, size: int | None = -1) -> bytes:
                if self.tell() > 2000:
                    raise OSError("torn")
                return super().read(size)

        answer = video.examine(Failing(made()), "video/mp4", sink([]))
        assert {"stored_bytes_not_read"} <= {observation.code for observation in answer.observations}

    def test_out_of_time_is_told_and_quick(self):
        started = time.monotonic()
        film = examined(made(count=60, every=1), budget=0.0)
        assert time.monotonic() - started < 2
        assert "examination_cut_short" in film.codes()

    def test_a_sink_that_fails_ends_the_examination(self):
        def broken(*_: object) -> None:
            raise BrokenPipeError

        answer = video.examine(io.BytesIO(made()), "video/mp4", broken)
        assert [observation.code for observation in answer.observations][-1] == "reader_failed"
        assert not answer.readable

    def test_memory_error_escapes(self):
        def full(*_: object) -> None:
            raise MemoryError

        with pytest.raises(MemoryError):
            video.examine(io.BytesIO(made()), "video/mp4", full)

    @pytest.mark.parametrize("data", [b"", b"\0", b"ftyp", bytes(4096), b"RIFF\xff\xff\xff\xffAVI LIST", b"\x1aE\xdf\xa3\xff"])
    def test_next_to_nothing(self, data):
        film = examined(data)
        assert not film.answer.readable or data.startswith(b"\x1aE")
        assert film.answer.observations
        assert "reader_failed" not in film.codes()

    def test_playlists_open_nothing(self, tmp_path):
        secret = tmp_path / "other.mp4"
        secret.write_bytes(made(count=2))
        for text in (
            f"#EXTM3U\n#EXTINF:1,\n{secret}\n",
            f"ffconcat version 1.0\nfile {secret}\n",
            f"[playlist]\nFile1={secret}\n",
        ):
            film = examined(text.encode())
            assert not film.answer.readable
            assert film.answer.keyframes == ()

    def test_a_second_picture_track_is_told(self):
        data = made(count=3)
        trak = data[data.index(b"trak") - 4 :]
        trak = trak[: int.from_bytes(trak[:4], "big")]
        film = examined(with_moov(data, trak))
        assert "further_video_track" in film.codes()
        disabled = trak.replace(b"tkhd\0\0\0\x03", b"tkhd\0\0\0\x02")
        assert "disabled_video_track" in examined(with_moov(data, disabled)).codes()

    def test_data_behind_the_end(self):
        assert "data_after_last_box" in examined(made(count=3) + bytes(4096)).codes()
        assert "data_after_last_box" not in examined(made(count=3) + box(b"free", bytes(10))).codes()


def test_every_observation_has_its_sentence():
    folder = Path(video.__file__).parent
    own = [
        path
        for pattern in ("boxes*.py", "video*.py", "noted.py", "riff.py", "matroska.py", "mdpm.py")
        for path in folder.glob(pattern)
    ]
    told = {code for path in own for code in re.findall(r'observe\(\s*"([a-z_0-9]+)"', path.read_text())}
    told |= {"keyframe_damaged", "keyframe_not_decoded", "metadata_refused", "metadata_damaged"}
    sentences = json.loads((folder.parents[1] / "resources/verification/codes.json").read_text())["observations"]
    assert len(told) > 35
    assert told <= set(sentences)
