COPY (
    SELECT
        filename,
        text,
        list_filter(
            [
                CASE WHEN broken & (1 << 0) <> 0 THEN 'uscc.required' END,
                CASE WHEN broken & (1 << 1) <> 0 THEN 'taxpayer_name.required' END,
                CASE WHEN broken & (1 << 2) <> 0 THEN 'taxpayer_type.required' END,
                CASE WHEN broken & (1 << 3) <> 0 THEN 'period_start.required' END,
                CASE WHEN broken & (1 << 4) <> 0 THEN 'period_end.required' END,
                CASE WHEN broken & (1 << 5) <> 0 THEN 'sales_cny.required' END,
                CASE WHEN broken & (1 << 6) <> 0 THEN 'tax_cny.required' END,
                CASE WHEN broken & (1 << 7) <> 0 THEN 'surcharge_cny.required' END,
                CASE WHEN broken & (1 << 8) <> 0 THEN 'total_cny.required' END,
                CASE WHEN broken & (1 << 9) <> 0 THEN 'filed_on.required' END,
                CASE WHEN broken & (1 << 10) <> 0 THEN 'filing_status.required' END,
                CASE WHEN broken & (1 << 11) <> 0 THEN 'tax_office.required' END,
                CASE WHEN broken & (1 << 12) <> 0 THEN 'taxpayer_type.value' END,
                CASE WHEN broken & (1 << 13) <> 0 THEN 'period_start.type' END,
                CASE WHEN broken & (1 << 14) <> 0 THEN 'period_end.type' END,
                CASE WHEN broken & (1 << 15) <> 0 THEN 'sales_cny.type' END,
                CASE WHEN broken & (1 << 16) <> 0 THEN 'tax_cny.type' END,
                CASE WHEN broken & (1 << 17) <> 0 THEN 'surcharge_cny.type' END,
                CASE WHEN broken & (1 << 18) <> 0 THEN 'total_cny.type' END,
                CASE WHEN broken & (1 << 19) <> 0 THEN 'filed_on.type' END,
                CASE WHEN broken & (1 << 20) <> 0 THEN 'filing_status.value' END,
                CASE WHEN broken & (1 << 21) <> 0 THEN 'uscc_is_valid' END,
                CASE WHEN broken & (1 << 22) <> 0 THEN 'period_in_order' END,
                CASE WHEN broken & (1 << 23) <> 0 THEN 'filed_after_period' END,
                CASE WHEN broken & (1 << 24) <> 0 THEN 'amounts_are_not_negative' END,
                CASE WHEN broken & (1 << 25) <> 0 THEN 'tax_within_sales' END,
                CASE WHEN broken & (1 << 26) <> 0 THEN 'total_is_sum' END
            ],
            lambda rule: rule IS NOT NULL) AS rules
    FROM checked
    WHERE broken <> 0
) TO :target (FORMAT parquet)
