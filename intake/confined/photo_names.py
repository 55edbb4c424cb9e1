"""Names of tags as ExifTool gives them, because examiners know those; numbers are those of TIFF 6, Exif 3.0, DNG 1.7, IPTC IIM 4.2."""

from typing import Final


def _table(text: str) -> dict[int, str]:
    """Pairs of a hexadecimal number and a name."""
    words = text.split()
    return {int(number, 16): name for number, name in zip(words[::2], words[1::2], strict=True)}


EXIF: Final = _table("""
    1 InteropIndex 2 InteropVersion b ProcessingSoftware fe SubfileType ff OldSubfileType 100 ImageWidth 101 ImageHeight 102
    BitsPerSample 103 Compression 106 PhotometricInterpretation 107 Thresholding 108 CellWidth 109 CellLength 10a FillOrder 10d
    DocumentName 10e ImageDescription 10f Make 110 Model 111 StripOffsets 112 Orientation 115 SamplesPerPixel 116 RowsPerStrip
    117 StripByteCounts 118 MinSampleValue 119 MaxSampleValue 11a XResolution 11b YResolution 11c PlanarConfiguration 11d
    PageName 11e XPosition 11f YPosition 120 FreeOffsets 121 FreeByteCounts 122 GrayResponseUnit 123 GrayResponseCurve 124
    T4Options 125 T6Options 128 ResolutionUnit 129 PageNumber 12c ColorResponseUnit 12d TransferFunction 131 Software 132
    ModifyDate 13b Artist 13c HostComputer 13d Predictor 13e WhitePoint 13f PrimaryChromaticities 140 ColorMap 141 HalftoneHints
    142 TileWidth 143 TileLength 144 TileOffsets 145 TileByteCounts 146 BadFaxLines 147 CleanFaxData 148 ConsecutiveBadFaxLines
    14a SubIFD 14c InkSet 14d InkNames 14e NumberofInks 150 DotRange 151 TargetPrinter 152 ExtraSamples 153 SampleFormat 154
    SMinSampleValue 155 SMaxSampleValue 156 TransferRange 157 ClipPath 158 XClipPathUnits 159 YClipPathUnits 15a Indexed 15b
    JPEGTables 15f OPIProxy 1b5 JPEGTables 200 JPEGProc 201 ThumbnailOffset 202 ThumbnailLength 203 JPEGRestartInterval 205
    JPEGLosslessPredictors 206 JPEGPointTransforms 207 JPEGQTables 208 JPEGDCTables 209 JPEGACTables 211 YCbCrCoefficients 212
    YCbCrSubSampling 213 YCbCrPositioning 214 ReferenceBlackWhite 22f StripRowCounts 2bc ApplicationNotes 3e7 USPTOMiscellaneous
    1000 RelatedImageFileFormat 1001 RelatedImageWidth 1002 RelatedImageHeight 4746 Rating 4749 RatingPercent 7000
    SonyRawFileType 7010 SonyToneCurve 7034 ChromaticAberrationCorrection 7035 ChromaticAberrationCorrParams 7036
    DistortionCorrection 7037 DistortionCorrParams 74c7 SonyCropTopLeft 74c8 SonyCropSize 827d Model2 828d CFARepeatPatternDim
    828e CFAPattern2 828f BatteryLevel 8298 Copyright 829a ExposureTime 829d FNumber 830e PixelScale 8335 AdventScale 8336
    AdventRevision 835c UIC1Tag 835d UIC2Tag 835e UIC3Tag 835f UIC4Tag 83bb IPTC-NAA 8546 SEMInfo 8649 PhotoshopSettings 8769
    ExifOffset 8773 ICC_Profile 87b1 GeoTiffAsciiParams 87be JBIGOptions 8822 ExposureProgram 8824 SpectralSensitivity 8825
    GPSInfo 8827 ISO 8828 Opto-ElectricConvFactor 8829 Interlace 882a TimeZoneOffset 882b SelfTimerMode 8830 SensitivityType
    8831 StandardOutputSensitivity 8832 RecommendedExposureIndex 8833 ISOSpeed 8834 ISOSpeedLatitudeyyy 8835 ISOSpeedLatitudezzz
    9000 ExifVersion 9003 DateTimeOriginal 9004 CreateDate 9009 GooglePlusUploadCode 9010 OffsetTime 9011 OffsetTimeOriginal
    9012 OffsetTimeDigitized 9101 ComponentsConfiguration 9102 CompressedBitsPerPixel 9201 ShutterSpeedValue 9202 ApertureValue
    9203 BrightnessValue 9204 ExposureCompensation 9205 MaxApertureValue 9206 SubjectDistance 9207 MeteringMode 9208 LightSource
    9209 Flash 920a FocalLength 920b FlashEnergy 920c SpatialFrequencyResponse 920d Noise 920e FocalPlaneXResolution 920f
    FocalPlaneYResolution 9210 FocalPlaneResolutionUnit 9211 ImageNumber 9212 SecurityClassification 9213 ImageHistory 9214
    SubjectArea 9215 ExposureIndex 9216 TIFF-EPStandardID 9217 SensingMethod 923f StoNits 927c MakerNote 9286 UserComment 9290
    SubSecTime 9291 SubSecTimeOriginal 9292 SubSecTimeDigitized 932f MSDocumentText 935c ImageSourceData 9400 AmbientTemperature
    9401 Humidity 9402 Pressure 9403 WaterDepth 9404 Acceleration 9405 CameraElevationAngle 9c9b XPTitle 9c9c XPComment 9c9d
    XPAuthor 9c9e XPKeywords 9c9f XPSubject a000 FlashpixVersion a001 ColorSpace a002 ExifImageWidth a003 ExifImageHeight a004
    RelatedSoundFile a005 InteropOffset a20b FlashEnergy a20c SpatialFrequencyResponse a20d Noise a20e FocalPlaneXResolution
    a20f FocalPlaneYResolution a210 FocalPlaneResolutionUnit a211 ImageNumber a212 SecurityClassification a213 ImageHistory a214
    SubjectLocation a215 ExposureIndex a216 TIFF-EPStandardID a217 SensingMethod a300 FileSource a301 SceneType a302 CFAPattern
    a401 CustomRendered a402 ExposureMode a403 WhiteBalance a404 DigitalZoomRatio a405 FocalLengthIn35mmFormat a406
    SceneCaptureType a407 GainControl a408 Contrast a409 Saturation a40a Sharpness a40b DeviceSettingDescription a40c
    SubjectDistanceRange a420 ImageUniqueID a430 OwnerName a431 SerialNumber a432 LensInfo a433 LensMake a434 LensModel a435
    LensSerialNumber a436 ImageTitle a437 Photographer a438 ImageEditor a439 CameraFirmware a43a
    RAWDevelopingSoftware a43b ImageEditingSoftware a43c MetadataEditingSoftware a460 CompositeImage a461 CompositeImageCount a462 CompositeImageExposureTimes a480 GDALMetadata a481
    GDALNoData a500 Gamma b4c3 HasselbladRawImage c44f Annotations c4a5 PrintIM c51b HasselbladExif c573 OriginalFileName c580
    USPTOOriginalContentType c5e0 CR2CFAPattern c612 DNGVersion c613 DNGBackwardVersion c614 UniqueCameraModel c615
    LocalizedCameraModel c616 CFAPlaneColor c617 CFALayout c618 LinearizationTable c619 BlackLevelRepeatDim c61a BlackLevel c61b
    BlackLevelDeltaH c61c BlackLevelDeltaV c61d WhiteLevel c61e DefaultScale c61f DefaultCropOrigin c620 DefaultCropSize c621
    ColorMatrix1 c622 ColorMatrix2 c623 CameraCalibration1 c624 CameraCalibration2 c625 ReductionMatrix1 c626 ReductionMatrix2
    c627 AnalogBalance c628 AsShotNeutral c629 AsShotWhiteXY c62a BaselineExposure c62b BaselineNoise c62c BaselineSharpness
    c62d BayerGreenSplit c62e LinearResponseLimit c62f CameraSerialNumber c630 DNGLensInfo c631 ChromaBlurRadius c632
    AntiAliasStrength c633 ShadowScale c634 DNGPrivateData c635 MakerNoteSafety c640 RawImageSegmentation c65a
    CalibrationIlluminant1 c65b CalibrationIlluminant2 c65c BestQualityScale c65d RawDataUniqueID c660 AliasLayerMetadata c68b
    OriginalRawFileName c68c OriginalRawFileData c68d ActiveArea c68e MaskedAreas c68f AsShotICCProfile c690
    AsShotPreProfileMatrix c691 CurrentICCProfile c692 CurrentPreProfileMatrix c6bf ColorimetricReference c6c5 SRawType c6d2
    PanasonicTitle c6d3 PanasonicTitle2 c6f3 CameraCalibrationSig c6f4 ProfileCalibrationSig c6f6 AsShotProfileName c6f7
    NoiseReductionApplied c6f8 ProfileName c6f9 ProfileHueSatMapDims c6fa ProfileHueSatMapData1 c6fb ProfileHueSatMapData2 c6fc
    ProfileToneCurve c6fd ProfileEmbedPolicy c6fe ProfileCopyright c714 ForwardMatrix1 c715 ForwardMatrix2 c716
    PreviewApplicationName c717 PreviewApplicationVersion c718 PreviewSettingsName c719 PreviewSettingsDigest c71a
    PreviewColorSpace c71b PreviewDateTime c71c RawImageDigest c71d OriginalRawFileDigest c71e SubTileBlockSize c71f
    RowInterleaveFactor c725 ProfileLookTableDims c726 ProfileLookTableData c740 OpcodeList1 c741 OpcodeList2 c74e OpcodeList3
    c761 NoiseProfile c763 TimeCodes c764 FrameRate c772 TStop c789 ReelName c791 OriginalDefaultFinalSize c792
    OriginalBestQualitySize c793 OriginalDefaultCropSize c7a1 CameraLabel c7a3 ProfileHueSatMapEncoding c7a4
    ProfileLookTableEncoding c7a5 BaselineExposureOffset c7a6 DefaultBlackRender c7a7 NewRawImageDigest c7a8 RawToPreviewGain
    c7aa CacheVersion c7b5 DefaultUserCrop c7e9 DepthFormat c7ea DepthNear c7eb DepthFar c7ec DepthUnits c7ed DepthMeasureType
    c7ee EnhanceParams cd2d ProfileGainTableMap cd2e SemanticName cd30 SemanticInstanceID cd31 CalibrationIlluminant3 cd32
    CameraCalibration3 cd33 ColorMatrix3 cd34 ForwardMatrix3 cd35 IlluminantData1 cd36 IlluminantData2 cd37 IlluminantData3 cd38
    MaskSubArea cd39 ProfileHueSatMapData3 cd3a ReductionMatrix3 cd3b RGBTables ea1c Padding ea1d OffsetSchema fde8 OwnerName
    fde9 SerialNumber fdea Lens fe4c RawFile fe4d Converter fe4e WhiteBalance fe51 Exposure fe52 Shadows fe53 Brightness fe54
    Contrast fe55 Saturation fe56 Sharpness fe57 Smoothness fe58 MoireFilter
""")

GPS: Final = _table("""
    0 GPSVersionID 1 GPSLatitudeRef 2 GPSLatitude 3 GPSLongitudeRef 4 GPSLongitude 5 GPSAltitudeRef 6 GPSAltitude 7 GPSTimeStamp
    8 GPSSatellites 9 GPSStatus a GPSMeasureMode b GPSDOP c GPSSpeedRef d GPSSpeed e GPSTrackRef f GPSTrack 10
    GPSImgDirectionRef 11 GPSImgDirection 12 GPSMapDatum 13 GPSDestLatitudeRef 14 GPSDestLatitude 15 GPSDestLongitudeRef 16
    GPSDestLongitude 17 GPSDestBearingRef 18 GPSDestBearing 19 GPSDestDistanceRef 1a GPSDestDistance 1b GPSProcessingMethod 1c
    GPSAreaInformation 1d GPSDateStamp 1e GPSDifferential 1f GPSHPositioningError
""")

IPTC: Final = _table("""
    0 ApplicationRecordVersion 3 ObjectTypeReference 4 ObjectAttributeReference 5 ObjectName 7 EditStatus 8 EditorialUpdate a
    Urgency c SubjectReference f Category 14 SupplementalCategories 16 FixtureIdentifier 19 Keywords 1a ContentLocationCode 1b
    ContentLocationName 1e ReleaseDate 23 ReleaseTime 25 ExpirationDate 26 ExpirationTime 28 SpecialInstructions 2a
    ActionAdvised 2d ReferenceService 2f ReferenceDate 32 ReferenceNumber 37 DateCreated 3c TimeCreated 3e DigitalCreationDate
    3f DigitalCreationTime 41 OriginatingProgram 46 ProgramVersion 4b ObjectCycle 50 By-line 55 By-lineTitle 5a City 5c
    Sub-location 5f Province-State 64 Country-PrimaryLocationCode 65 Country-PrimaryLocationName 67
    OriginalTransmissionReference 69 Headline 6e Credit 73 Source 74 CopyrightNotice 76 Contact 78 Caption-Abstract 79
    LocalCaption 7a Writer-Editor 7d RasterizedCaption 82 ImageType 83 ImageOrientation 87 LanguageIdentifier 96 AudioType 97
    AudioSamplingRate 98 AudioSamplingResolution 99 AudioDuration 9a AudioOutcue b8 JobID b9 MasterDocumentID ba ShortDocumentID
    bb UniqueDocumentID bc OwnerID c8 ObjectPreviewFileFormat c9 ObjectPreviewFileVersion ca ObjectPreviewData dd Prefs e1
    ClassifyState e4 SimilarityIndex e6 DocumentNotes e7 DocumentHistory e8 ExifCameraInfo ff CatalogSets
""")

IPTC_ENVELOPE: Final = _table("""
    0 EnvelopeRecordVersion 5 Destination 14 FileFormat 16 FileVersion 1e ServiceIdentifier 28 EnvelopeNumber 32 ProductID 3c
    EnvelopePriority 46 DateSent 50 TimeSent 5a CodedCharacterSet 64 UniqueObjectName 78 ARMIdentifier 7a ARMVersion
""")


def tag_name(directory: str, tag: int) -> str | None:
    """`GPSLatitude`, or None for a tag that has no name here. `directory` is IFD0, ExifIFD, GPS …"""
    if directory == "GPS":
        return GPS.get(tag)
    if tag < 0x20 and directory != "InteropIFD":
        return None
    return EXIF.get(tag)
